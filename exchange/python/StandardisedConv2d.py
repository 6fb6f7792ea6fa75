class StandardisedConv2d(nn.Conv2d):
    """A convolution whose weight is standardised, an output at a time (Qiao et al. 2019)."""

    def __init__(self, inputs, outputs, kernel, stride=1, before=0, after=0):
        super().__init__(inputs, outputs, kernel, stride)
        self.zeros = (before, after, before, after)

    def forward(self, x):
        rows = self.weight.flatten(1)
        rows = (rows - rows.mean(1, keepdim=True)) / (rows.std(1, keepdim=True) + 1e-5)
        return F.conv2d(F.pad(x, self.zeros), rows.view_as(self.weight), self.bias, self.stride)
