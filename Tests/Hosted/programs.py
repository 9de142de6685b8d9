# SPDX-License-Identifier: Apache-2.0
# Programs as people write them: SciPy, pandas, scikit-learn and matplotlib on native arrays; what the host lacks is skipped.
import io
import os
import tempfile

import cpython
import numpy as np
from cpython import numpy as onp

checks = 0


def check(got, wanted):
    global checks
    checks += 1
    assert type(got) is type(wanted) and got == wanted, f'{got!r} is not {wanted!r}'


def close(got, wanted, tolerance=1e-6):
    global checks
    checks += 1
    assert np.allclose(np.asarray(got), np.asarray(wanted), rtol=tolerance, atol=tolerance), f'{got} is not {wanted}'


def have(*names):
    """Whether the host can import some modules; if not, says what is skipped."""
    for name in names:
        try:
            cpython.import_module(name)
        except ImportError as error:
            print(f'skipped what needs {name}: {error}')
            return False
    return True


# The original NumPy on native data, and back.
native = np.linspace(0, 1, 6).reshape(2, 3)
shared = onp.asarray(native)
close(np.asarray(shared.T @ shared), native.T @ native)
values, vectors = onp.linalg.eigh(shared.T @ shared)
close(np.asarray(vectors) * np.asarray(values) @ np.asarray(vectors).T, native.T @ native)
check(onp.vectorize(lambda x: x > 0.5)(shared).tolist(), (native > 0.5).tolist())
check(np.asarray(onp.apply_along_axis(lambda row: np.asarray(row).sum(), 1, shared)).tolist(), native.sum(axis=1).tolist())

if have('scipy'):
    from cpython import scipy
    from cpython.scipy import integrate, linalg, ndimage, optimize

    # Fits: the model is the script's, in native arrays; what it returns goes over explicitly.
    x = np.linspace(0, 4, 50)
    y = 2.5 * np.exp(-1.3 * x) + 0.5

    def model(x, a, b, c):
        return onp.asarray(a * np.exp(-b * np.asarray(x)) + c)

    parameters, covariance = optimize.curve_fit(model, onp.asarray(x), onp.asarray(y), p0=[1.0, 1.0, 0.0])
    close(parameters, [2.5, 1.3, 0.5])
    check(tuple(covariance.shape), (3, 3))

    def rosenbrock(x):
        x = np.asarray(x)
        return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum().item()

    steps = []
    for method in ('BFGS', 'Nelder-Mead', 'L-BFGS-B', 'Powell'):
        result = optimize.minimize(rosenbrock, [-1.0, 2.0], method=method, callback=lambda x: steps.append(1), tol=1e-10)
        close(result.x, [1.0, 1.0], 1e-3)
    check(len(steps) > 20, True)
    result = optimize.minimize(rosenbrock, [0.0, 0.0], constraints=[{'type': 'eq', 'fun': lambda x: (x[0] + x[1] - 1).item()}])
    close(result.x.sum(), 1.0)
    close(optimize.brentq(lambda x: x * x - 2, 0, 2), 2 ** 0.5)
    close(optimize.root(lambda x: [x[0] + x[1] - 3, x[0] - x[1] - 1], [0.0, 0.0]).x, [2.0, 1.0])
    close(optimize.least_squares(lambda p: onp.asarray(p[0] * x + p[1] - (3 * x + 1)), [0.0, 0.0]).x, [3.0, 1.0])

    # Integrals and differential equations.
    close(integrate.quad(lambda x: np.sin(x).item(), 0, np.pi)[0], 2.0)
    solution = integrate.solve_ivp(lambda t, y: [y[1], -y[0]], (0, np.pi), [0.0, 1.0], rtol=1e-9, atol=1e-9,
                                   t_eval=onp.asarray(np.linspace(0, np.pi, 7)))
    close(np.asarray(solution.y)[0], np.sin(np.linspace(0, np.pi, 7)))

    def event(t, y):
        return y[0] - 0.5

    event.terminal = True
    solution = integrate.solve_ivp(lambda t, y: [1.0], (0, 5), [0.0], events=event)
    close(solution.t_events[0], [0.5])
    close(integrate.odeint(lambda y, t: -y, [1.0], onp.asarray(np.array([0.0, 1.0])))[-1], [np.exp(-1).item()])

    # Linear algebra, images, more.
    matrix = np.array([[4.0, 2, 1], [2, 5, 3], [1, 3, 6]])
    lower = np.asarray(linalg.cholesky(onp.asarray(matrix), lower=True))
    close(lower @ lower.T, matrix)
    permutation, below, above = (np.asarray(part) for part in linalg.lu(onp.asarray(matrix)))
    close(permutation @ below @ above, matrix)
    close(linalg.expm(onp.asarray(np.zeros((2, 2)))), np.eye(2))
    close(linalg.solve(onp.asarray(matrix), onp.asarray(matrix @ np.ones(3))), np.ones(3))
    image = np.zeros((7, 7))
    image[3, 3] = 1
    close(ndimage.gaussian_filter(onp.asarray(image), 1.0).sum(), 1.0, 1e-2)
    output = np.empty((7, 7))
    ndimage.uniform_filter(onp.asarray(image), 3, output=onp.asarray(output))
    close(output[2:5, 2:5], np.full((3, 3), 1 / 9))
    check(output.sum().item() > 0.99, True)
    labels, count = ndimage.label(onp.asarray((image > 0) | (np.eye(7) > 0)))
    check(count, 7)
    close(ndimage.generic_filter(onp.asarray(image), lambda window: window.max().item(), size=3).sum(), 9.0)

if have('pandas'):
    from cpython import pandas
    frame = pandas.DataFrame({'x': onp.asarray(np.arange(6)), 'y': onp.asarray(np.linspace(0, 1, 6))})
    frame['group'] = onp.asarray(np.array([0, 1, 0, 1, 0, 1]))
    check(list(frame.columns), ['x', 'y', 'group'])
    check(np.asarray(frame['x']).tolist(), [0, 1, 2, 3, 4, 5])
    check(np.asarray(frame['x'].to_numpy()).dtype.name, 'int64')
    close(np.asarray(frame.groupby('group')['x'].sum().to_numpy()), [6, 9])
    check(np.asarray(frame[frame['y'] > 0.5]['x']).tolist(), [3, 4, 5])
    check(frame.loc[2, 'x'].item(), 2)
    frame['z'] = frame['x'].apply(lambda value: value * 10)
    check(np.asarray(frame['z']).tolist(), [0, 10, 20, 30, 40, 50])
    check(np.asarray(frame[['x', 'y']]).shape, (6, 2))
    check(frame.query('x > 3').shape, (2, 4))
    stream = io.StringIO()
    frame[['x', 'group']].to_csv(stream, index=False)
    check(stream.getvalue().splitlines()[:2], ['x,group', '0,0'])
    check(pandas.read_csv(io.StringIO('a,b\n1,2\n3,4\n'))['b'].sum().item(), 6)

if have('sklearn'):
    from cpython.sklearn.cluster import KMeans
    from cpython.sklearn.linear_model import LinearRegression
    points = np.concatenate([np.arange(20.).reshape(10, 2) / 20, np.arange(20.).reshape(10, 2) / 20 + 10])
    fitted = KMeans(n_clusters=2, n_init=3, random_state=0).fit(onp.asarray(points))
    labels = np.asarray(fitted.labels_)
    check((labels[:10] == labels[0]).all().item() and (labels[10:] == labels[10]).all().item() and labels[0] != labels[10], np.True_)
    close(np.sort(np.asarray(fitted.cluster_centers_)[:, 0]), [points[:10, 0].mean().item(), points[10:, 0].mean().item()])
    line = LinearRegression().fit(onp.asarray(points), onp.asarray(points @ np.array([2.0, -1.0]) + 3))
    close(line.predict(onp.asarray(points)), points @ np.array([2.0, -1.0]) + 3)

if have('matplotlib'):
    from cpython import matplotlib
    matplotlib.use('Agg')
    from cpython.matplotlib import pyplot
    x = np.linspace(0, 2 * np.pi, 200)
    figure, axes = pyplot.subplots(1, 2, figsize=(6, 3))
    axes[0].plot(onp.asarray(x), onp.asarray(np.sin(x)), label='sin')
    axes[0].legend()
    axes[1].imshow(onp.asarray(np.outer(np.sin(x), np.cos(x))), cmap='viridis')
    axes[1].xaxis.set_major_formatter(lambda value, position: f'<{value:.0f}>')
    SIGNATURE = b'\x89PNG\r\n\x1a\n'
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'plot.png')
        figure.savefig(path)
        with open(path, 'rb') as file:
            data = file.read()
    check((data[:8], len(data) > 5000), (SIGNATURE, True))
    stream = io.BytesIO()
    figure.savefig(stream, format='png')
    check((stream.getvalue()[:8], len(stream.getvalue()) > 5000), (SIGNATURE, True))
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())
    check((pixels.shape[2], pixels.dtype.name, (pixels.min() < pixels.max()).item()), (4, 'uint8', True))
    pyplot.close(figure)
print(checks, 'checks')
