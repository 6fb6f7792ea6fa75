class PaddedConv2d(nn.Conv2d):
    """A convolution of an image with so many zeros above and left of it, and below and right."""

    def __init__(self, inputs, outputs, kernel, stride=1, before=0, after=0):
        super().__init__(inputs, outputs, kernel, stride)
        self.zeros = (before, after, before, after)

    def forward(self, x):
        return super().forward(F.pad(x, self.zeros))
