"""Expected values of the classifier two-sample test for tests/metrics/agreement_test.cpp.

Run: python3 tests/goldens/metrics_classifier.py   (numpy, scipy, scikit-learn)
"""
import numpy as np
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from agreement import Cases, Inputs, loaded, saved

inputs, cases = Inputs(), Cases("classifier")


def halves(generated, real):
    n = min(len(generated), len(real))
    h = n // 2
    train = np.concatenate([generated[:h], real[:h]]), np.repeat([0, 1], h)
    test = np.concatenate([generated[h:n], real[h:n]]), np.repeat([0, 1], n - h)
    return *train, *test


def add(files, penalty):
    train, labels, test, truth = halves(*map(loaded, files))
    kept = np.ptp(train, axis=0) > 0
    fit = LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-12, max_iter=10000)
    model = make_pipeline(StandardScaler(), fit).fit(train[:, kept], labels)
    taken = model.predict(test[:, kept])
    correct = int(accuracy_score(truth, taken, normalize=False))
    outcome = binomtest(correct, len(truth), 0.5, alternative="greater")
    both_sides = binomtest(correct, len(truth), 0.5).proportion_ci(0.95, "exact")
    metric = {"name": "c2st", "split": "first_half", "penalty": penalty}
    for key, value, source in (
        ("/estimate", correct / len(truth), "scikit-learn LogisticRegression"),
        ("/details/log_loss", log_loss(truth, model.predict_proba(test[:, kept])), "scikit-learn LogisticRegression"),
        ("/details/train_accuracy", model.score(train[:, kept], labels), "scikit-learn LogisticRegression"),
        ("/details/features", kept.sum(), "scikit-learn LogisticRegression"),
        ("/interval/low", both_sides.low, "scipy binomtest"),
        ("/interval/high", both_sides.high, "scipy binomtest"),
        ("/p_value", outcome.pvalue, "scipy binomtest"),
    ):
        cases.add(metric, files, value, source, key)


random = np.random.default_rng(3)
for penalty in (1.0, 0.01, 30.0):
    add([inputs.x, inputs.y], penalty)
add([inputs.y, inputs.x50], 1.0)
add([inputs.q, inputs.p], 1.0)

# More features than rows; of other scales, and two of them constant while training.
wide_x = random.normal(size=(22, 40))
wide_y = random.normal(size=(25, 40)) + 0.4
for wide in (wide_x, wide_y):
    wide *= np.logspace(-3, 3, 40)
    wide[:11, [4, 30]] = 7.3
files = [saved("c2st_wide_x", wide_x), saved("c2st_wide_y", wide_y)]
add(files, 1.0)
add(files, 0.001)

# Separable.
far = saved("c2st_far", loaded(inputs.y) + 9)
add([far, inputs.y], 1.0)
cases.write()
