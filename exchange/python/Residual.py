class Residual(nn.Module):
    """What a branch of layers makes of x, added to x or to a convolution of it."""

    def __init__(self, *branch, shortcut=None):
        super().__init__()
        self.branch, self.shortcut = nn.Sequential(*branch), shortcut

    def forward(self, x):
        return self.branch(x) + (x if self.shortcut is None else self.shortcut(x))
