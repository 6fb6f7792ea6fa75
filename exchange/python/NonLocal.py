class NonLocal(nn.Module):
    """Each position takes the mean of g over all, weighted by softmax(theta' phi), and `out` of it
    is added to x (Wang et al. 2018; phi and g are pooled)."""

    def __init__(self, channels, norm=lambda layer: layer):
        super().__init__()
        self.theta, self.phi, self.g = (
            norm(nn.Conv2d(channels, channels // 2, 1)) for _ in range(3))
        self.out = nn.Conv2d(channels // 2, channels, 1)

    def forward(self, x):
        theta = self.theta(x)
        phi, g = F.max_pool2d(self.phi(x), 2).flatten(2), F.max_pool2d(self.g(x), 2).flatten(2)
        shares = (theta.flatten(2).transpose(1, 2) @ phi).softmax(-1)
        return x + self.out((g @ shares.transpose(1, 2)).view_as(theta))
