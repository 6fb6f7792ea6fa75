class CroppedConvTranspose2d(nn.ConvTranspose2d):
    """A transposed convolution, cut above and left by `before`, below and right by `after`."""

    def __init__(self, inputs, outputs, kernel, stride=1, before=0, after=0):
        super().__init__(inputs, outputs, kernel, stride)
        self.before, self.after = before, after

    def forward(self, x):
        x = super().forward(x)
        rows, columns = (slice(self.before, side - self.after) for side in x.shape[2:])
        return x[:, :, rows, columns]
