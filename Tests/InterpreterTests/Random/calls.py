# SPDX-License-Identifier: Apache-2.0
# What random programs call: templates with choices `<<a|b>>` and holes `$a`.
from dataclasses import dataclass

import numpy as np

import values


@dataclass
class Row:
    text: str
    #: "exact" for any operands; "order" if sums are made in an order that is not promised; "product" if products or means are
    #: summed; "near" if always inexact; "linalg" if LAPACK computes it, which promises nothing of NaN and
    #: infinities.
    kind: str = "exact"

    @property
    def is_near(self):
        return self.kind in ("near", "product", "linalg")

    def is_exact(self, value, operands):
        if self.kind == "exact" or all_whole(value):
            return True
        if self.kind in ("near", "linalg"):
            return False
        if self.kind == "order" and all(is_plain(x) for x in operands):
            return True
        # The sign of a sum that is zero depends on the order of its terms.
        return values.is_exact_in_products(operands) and bool(np.all(value))


def all_whole(value):
    if isinstance(value, (tuple, list)):
        return all(all_whole(part) for part in value)
    return np.asarray(value).dtype.kind in "biuUSO"


def is_plain(value):
    """Summed in NumPy's own order."""
    return value.ndim <= 1 and value.flags.c_contiguous and value.size <= 300 and value.dtype.kind != "c" and value.dtype != np.float16


def rows(kind, text):
    return [Row(line.strip(), kind) for line in text.strip().split("\n") if line.strip()]


VIEWS = """
$a[$sl]
$a[$sl]
$a[$sl]
$a.T
$a.transpose($perm)
np.transpose($a, $perm)
np.swapaxes($a, $ax, $ax)
np.moveaxis($a, $ax, $ax)
np.rollaxis($a, $ax)
$a.reshape($sh)
$a.reshape($sh, order=$ord)
np.reshape($a, $sh)
$a.ravel()
np.ravel($a, order=$ord)
$a.squeeze()
np.squeeze($a, axis=$ax)
np.expand_dims($a, $ax)
np.flip($a<<|, $ax>>)
np.<<fliplr|flipud>>($a)
np.rot90($m, $k)
np.broadcast_to($a, $bsh)
$a.real
$c.imag
np.diagonal($m, $k)
$a.diagonal($k, $ax, $ax)
np.atleast_<<1|2|3>>d($a)
$a.view()
$i.view(np.<<int8|uint8|int16|uint16|int32|uint64>>)
np.asarray($a)
np.asarray($a, dtype=$dt)
np.ascontiguousarray($a)
np.asfortranarray($a)
np.split($w, [$p, $p])[<<0|1|2>>]
np.array_split($w, $n, axis=$ax)[0]
np.broadcast_arrays($a, $s)[<<0|1>>]
np.lib.stride_tricks.sliding_window_view($v, $n)
$a.astype($dt, copy=False)
np.matrix_transpose($a)
""".strip().split("\n")

EXPRESSIONS = rows("exact", """
$a $op $s
$a $op $s
$a $op $s
$a $op $s
$a $op $x
$a $op $x
$x $op $a
$x $op $a
<<-|+|~|abs>>($a)
<<not |bool>>($a)
($a $op $s) $op $s
($a $op $x) $op $s
$a * $x + $s
$i <<<|>>><<<|>>> $p
divmod($a, $s)
divmod($r, $x)
$i ** $p
$a ** 2
$a ** <<0|1>>
np.$unary($a)
np.$unary($a)
np.$unary($x)
np.$binary($a, $s)
np.$binary($a, $s)
np.$binary($a, $s)
np.$binary($a, $x)
np.$binary($x, $x)
np.$binary($a, $s, dtype=$dt)
np.<<add|subtract|multiply|maximum|equal|less|true_divide|bitwise_and|logical_or>>($a, $s, casting=<<'no'|'equiv'|'safe'|'same_kind'|'unsafe'>>)
np.$unary($a, dtype=$dt)
np.<<add|multiply|maximum|bitwise_xor>>($a, $s, dtype=$dt, casting='unsafe')
np.$binary.outer($v, $V)
np.power($i, $p)
np.divmod($r, $s)
np.modf($f)
np.frexp($f)
np.float_power($a, 2)
np.clip($a, $x, $x)
$a.clip($x<<|, $x>>)
np.clip($a, $s, None)
np.round($a, $k)
$f.round($p)
np.<<fix|trunc|ceil|floor|around>>($r)
np.<<isreal|iscomplex|isposinf|isneginf|real|imag|conj|nan_to_num|isrealobj>>($a)
np.nan_to_num($f, nan=<<0.5|-1|7>><<|, posinf=1.0>>)
np.where($a, $s, $s)
np.where($a > $x, $s, $x)
np.where($b, $x, $x)
np.where($a)
np.<<nonzero|argwhere|flatnonzero|count_nonzero>>($a)
np.count_nonzero($a, axis=$axt<<|, keepdims=$bo>>)
$a.nonzero()
np.extract($a, $S)
np.select([$r > 1, $S], [$S, $x], $x)
np.choose($vi, [$V, $x, $x, $x, $x]<<|, mode='clip'|, mode='wrap'>>)
np.compress([True, False, True], $w, axis=$axn)
np.<<logical_and|logical_or|logical_xor|bitwise_or|bitwise_and|maximum|minimum|fmax|fmin>>.reduce($a<<|, axis=$axt|, axis=$ax, keepdims=$bo>>)
np.<<maximum|minimum|logical_and|bitwise_xor|add|multiply>>.accumulate($i<<|, axis=$ax>>)
np.<<add|maximum|multiply>>.reduceat($i, [0, $p, $p]<<|, axis=$ax>>)
np.<<maximum|minimum>>.reduce($a, axis=$axt, initial=$x<<|, where=$B>>)
np.<<max|min|any|all>>($a)
np.<<max|min|any|all>>($a, axis=$axt<<|, keepdims=$bo>>)
$a.<<max|min|any|all>>(<<$axt|axis=$ax, keepdims=$bo>>)
np.<<max|min>>($a, axis=$axt, initial=$x)
np.<<max|min>>($a, axis=$axt, initial=$x, where=$B)
np.<<any|all>>($a, axis=$axt, where=$B)
np.<<argmax|argmin>>($a<<|, axis=$ax|, axis=$axn, keepdims=$bo>>)
$a.<<argmax|argmin>>($axn)
np.<<nanmax|nanmin>>($a<<|, axis=$axt|, axis=$ax, keepdims=True>>)
np.<<nanargmax|nanargmin>>($a<<|, axis=$ax>>)
np.ptp($a<<|, axis=$ax>>)
np.<<sum|prod>>($i<<|, axis=$axt|, axis=$ax, keepdims=$bo|, dtype=$wide|, axis=$ax, initial=$k>>)
np.<<sum|prod>>($b<<|, axis=$axt|, axis=$ax, keepdims=$bo>>)
np.<<cumsum|cumprod|nancumsum>>($i<<|, axis=$ax|, dtype=$dt>>)
np.cumulative_<<sum|prod>>($v<<|, include_initial=True>>)
np.sort($a<<|, axis=$axn|, kind='stable'>>)
np.argsort($a, kind='stable'<<|, axis=$axn>>)
np.sort($w)[::-1]
np.sort_complex($a)
np.partition($V, 0)[0]
np.unique($a)
np.unique($a, return_index=True, return_inverse=$bo, return_counts=True)
np.unique($w, axis=$ax)
np.<<unique_counts|unique_inverse|unique_all>>($a)
np.sort(np.unique_values($a))
np.<<union1d|intersect1d|setdiff1d|setxor1d>>($a, $a)
np.intersect1d($v, $v, return_indices=True)
np.isin($a, $a<<|, invert=True>>)
np.searchsorted($sorted, $r<<|, side='right'>>)
np.digitize($r, $sorted<<|, right=True>>)
np.bincount($vi<<|, minlength=$n>>)
np.lexsort(($V, $S))
np.histogram($r, bins=$n)
np.histogram($r, bins=$sorted)
np.take($a, $vi<<|, axis=$ax>><<|, mode='wrap'|, mode='clip'>>)
$a.take($p)
np.take_along_axis($w, np.argsort($w, axis=-1, kind='stable'), axis=-1)
$a[$ix]
$a[$ix]
$a[$ix]
$a[$B]
$a[$one]
$a[$one].dtype
$a.item(<<|0|$p>>)
$a[$a > $x]
$a[np.nonzero($a)]
np.concatenate(($a, $S)<<|, axis=$axn>>)
np.concatenate([$w, $w, $w], axis=$axn, dtype=$dt, casting=<<'unsafe'|'same_kind'|'safe'>>)
np.<<stack|vstack|hstack|dstack|column_stack>>(($a, $S))
np.stack([$a, $S], axis=$ax)
np.append($a, $S<<|, axis=$ax>>)
np.append($a, $x)
np.insert($w, $k, $x<<|, axis=$ax>>)
np.insert($v, [0, $p], [$x, $x])
np.delete($w, $k<<|, axis=$ax>>)
np.delete($v, <<[0, 1]|slice(None, None, 2)|$vi>>)
np.tile($a, <<$p|(2, $p)|(1, 2, 1)>>)
np.repeat($a, $p<<|, axis=$ax>>)
np.repeat($V, np.arange(len($V)))
np.roll($a, $k<<|, axis=$ax>>)
np.resize($a, $newshape)
np.pad($w, $p)
np.pad($w, <<1|(1, 2)>>, mode=<<'edge'|'reflect'|'wrap'|'symmetric'|'maximum'|'minimum'>>)
np.pad($w, $p, constant_values=<<0|7>>)
np.<<split|array_split>>($w, $n<<|, axis=$ax>>)
np.<<hsplit|vsplit>>($w, $n)
np.trim_zeros($v<<|, 'f'|, 'b'>>)
np.<<tril|triu>>($m<<|, $k>>)
np.diag($v<<|, $k>>)
np.diag($m<<|, $k>>)
np.diagflat($a)
np.trace($i<<|, $k>>)
np.ediff1d($i<<|, to_begin=$k>>)
np.diff($a<<|, n=$p|, axis=$ax|, prepend=$k>>)
np.flip($a, <<0|(0, 1)|$ax>>)
np.array($a)
np.array($a, dtype=$dt)
np.array([$x, $x, $x])
np.array([[$x, $x], [$x, $x]]<<|, dtype=$dt>>)
np.array([$a, $S])
np.array($a, <<ndmin=3|copy=True|order='F'>>)
np.array($x<<|, dtype=$dt>>)
np.asarray([$V, $S])
np.arange($k, $p<<|, $n|, dtype=$dt>>)
np.arange($k, 3, <<0.5|-0.25|2>>)
np.linspace($k, $n, 5<<|, dtype=int|, endpoint=False|, retstep=True>>)
np.<<zeros|ones>>($newshape<<|, $dt|, dtype=$dt, order='F'>>)
np.full($newshape, $x<<|, dtype=$dt>>)
np.<<zeros_like|ones_like>>($a<<|, dtype=$dt|, shape=(2,)>>)
np.full_like($a, $x<<|, dtype=$dt>>)
np.empty_like($a<<|, dtype=$dt>>).dtype
np.eye($n<<|, $n|, k=$k|, dtype=$dt>>)
np.identity($n<<|, $dt>>)
np.tri($n, $n, $k)
np.vander($V, $n)
np.indices(($n, $p))
np.meshgrid($v, $v<<|, indexing='ij'|, sparse=True>>)
np.ix_([0, 1], [$p])
np.fromiter((i * i for i in range($n)), dtype=$dt)
np.fromfunction(lambda i, j: i * 2 - j, ($n, $n)<<|, dtype=int>>)
np.frombuffer(bytes(range(16)), dtype=<<np.int16|np.uint8|np.int32>><<|, count=2|, offset=4>>)
np.unravel_index($p, (2, $n))
np.ravel_multi_index(([0, 1], [1, $p]), (3, 4)<<|, mode='clip'|, mode='wrap'>>)
np.tril_indices($n<<|, $k>>)
np.packbits($b<<|, axis=$ax>>)
$a.astype($dt)
$a.astype($dt, casting=<<'no'|'equiv'|'safe'|'same_kind'|'unsafe'>>)
$a.astype($dt, order=$ord)
$a.copy(<<|$ord>>)
$a.flatten(<<|$ord>>)
$a.tolist()
$i.tobytes(<<|$ord>>)
$i.byteswap()
$a.repeat($p)
$a.swapaxes($ax, $ax)
$a.flat[$p]
$a.flat[$k:]
list($a.flat)
($a.shape, $a.ndim, $a.size, $a.itemsize, $a.nbytes, $a.dtype)
($a.strides, $a.flags.c_contiguous, $a.flags.f_contiguous)
len($a)
list($w)
sum($w)
<<max|min|sorted>>($v.tolist())
list(zip($v, $V))
$x in $a
<<int|float|complex|bool>>($a)
<<int|float|str|repr|bool|complex>>($a[$one])
str($a)
repr($a)
f'{$a[$one]}'
f'{$r[$one]:<<.3f|10.2e|g|+.1f>>}'
format($i[$one], <<'d'|'x'|'>8'|'b'|'05d'>>)
np.array2string($a, precision=$p<<|, separator=', '|, suppress_small=True|, sign='+'|, floatmode='fixed'>>)
np.array_str($a<<|, precision=3>>)
np.array_repr($a)
np.array2string($a, threshold=5, edgeitems=2<<|, max_line_width=30>>)
np.format_float_positional($f[$one]<<|, precision=3|, trim='-'>>)
np.format_float_scientific($f[$one]<<|, precision=3>>)
np.base_repr($n, 2)
np.binary_repr($k<<|, width=8>>)
np.result_type($a, <<$s|$x|$dt>>)
np.promote_types($dt, $dt)
np.can_cast($dt, $dt<<|, 'same_kind'|, 'safe'|, 'equiv'>>)
np.can_cast($a.dtype, $dt)
np.min_scalar_type($x)
np.common_type($f, $c)
np.dtype($dt)
np.issubdtype($a.dtype, <<np.integer|np.floating|np.number|np.inexact|np.complexfloating|np.signedinteger>>)
np.<<iinfo|finfo>>($a.dtype).max
np.shares_memory($a, $a)
np.may_share_memory($a, $s)
$a.view().base is $a[...].base
np.array_equal($a, $S)
np.array_equiv($a, $s)
np.<<isclose|allclose>>($a, $s<<|, equal_nan=True|, atol=0.5>>)
np.isscalar($x)
np.ndim($a), np.shape($a), np.size($a)
np.broadcast_shapes($a.shape, $s.shape)
np.broadcast($a, $s).shape
np.apply_along_axis(lambda r: r.max(), $ax, $a)
np.apply_along_axis(lambda r: r[::-1], 0, $w)
np.vectorize(lambda x: x * 2)($a)
np.vectorize(lambda x, y: x + y)($V, $S)
np.piecewise($r, [$r < 0, $r >= 0], [-1, lambda t: t * 2])
np.apply_over_axes(np.max, $a, [0])
np.block([[$m, $m], [$m, $m]])
np.split($v, [$p])
[r.tolist() for r in np.nditer($a)]
[(i, x) for i, x in np.ndenumerate($a)]
list(np.ndindex($n, $p))
($a == $s).<<all|any|sum>>(<<|axis=$ax>>)
$type($x)
$type($x) $op $type($x)
$type($x) $op $x
-$a[$one]
abs($a[$one])
$a[$one] $op $x
$a[$one] $op $a[$one]
$a[$one].astype($dt)
$a[$one].<<real|imag|dtype|shape|ndim|nbytes|T>>
np.<<isneginf|isfinite|signbit|sign|square>>($x)
isinstance($a[$one], <<np.integer|np.floating|np.generic|float|int|bool|complex>>)
hash($i[$one]) == hash(int($i[$one]))
""") + rows("order", """
np.sum($a<<|, axis=$axt|, axis=$ax, keepdims=$bo|, dtype=$dt>>)
$a.sum(<<|$axt|axis=$ax, dtype=$fdt>>)
np.sum($a, axis=$axt, initial=$x)
np.sum($a, axis=$axt, where=$B)
np.nansum($a<<|, axis=$axt>>)
np.add.reduce($a<<|, axis=$axt>>)
np.add.accumulate($a<<|, axis=$ax>>)
np.cumsum($a<<|, axis=$axn>>)
$a.cumsum(<<|$ax>>)
np.mean($a<<|, axis=$axt|, axis=$ax, keepdims=$bo|, dtype=$fdt>>)
$a.mean(<<|$axt|axis=$ax, keepdims=$bo>>)
np.mean($a, axis=$axt, where=$B)
np.nanmean($a<<|, axis=$axt>>)
np.average($a<<|, axis=$axn>>)
np.trace($m<<|, $k>>)
np.median($r<<|, axis=$axn|, axis=$ax, keepdims=True>>)
np.nanmedian($r<<|, axis=$axn>>)
np.trapezoid($a<<|, dx=0.5|, axis=$ax>>)
""") + rows("product", """
np.<<prod|nanprod>>($a<<|, axis=$axt|, axis=$ax, keepdims=$bo>>)
$a.prod(<<|$axt>>)
np.cumprod($a<<|, axis=$axn>>)
np.multiply.reduce($a<<|, axis=$axt>>)
np.average($a, weights=$S<<|, axis=$ax|, returned=True>>)
np.dot($a, $a)
np.dot($v, $S)
np.dot($m, $m)
$m @ $m
$m @ $v
$m.T @ $m
$a @ $S
np.inner($a, $S)
np.outer($a, $s)
np.vdot($a, $S)
np.vecdot($a, $s)
np.tensordot($a, $S, axes=$p)
np.tensordot($m, $m, axes=<<1|0|([0], [0])|([1], [0])>>)
np.einsum('ij,jk->ik', $m, $m)
np.einsum('ij->ji', $m)
np.einsum('ii', $m)
np.einsum('i,i', $v, $S)
np.einsum('i,j->ij', $v, $v)
np.einsum('...i->...', $w)
np.kron($m, $m)
np.cross($v, $S)
np.convolve($v, $V<<|, 'same'|, 'valid'>>)
np.correlate($v, $V<<|, 'same'|, 'full'>>)
np.matmul($a, $s)
np.linalg.matrix_power($sq, $p)
np.linalg.outer($v, $v)
np.multiply.outer($v, $v)
np.polyval([$k, $k, $n], $a)
np.gradient($w<<|, axis=$ax|, 2.0>>)
np.interp($r, $sorted, $sorted)
np.var($a<<|, axis=$axt|, axis=$ax, ddof=1|, axis=$ax, keepdims=$bo>>)
np.<<nanvar>>($a<<|, axis=$axt>>)
np.reciprocal($a)
np.true_divide($c, $s)
$c * $s
""") + rows("near", """
np.$smooth($a)
$type($x) ** $p
$a ** $e
$x ** $i
np.power($a, <<2|-1|0.5|$e>>)
np.$smooth($f)
np.$smooth($x)
np.$smooth($a, dtype=$fdt)
np.arctan2($f, $s)
np.hypot($f, $s)
np.logaddexp($f, $s)
np.power($f, np.clip($s, -30, 30))
$f ** $e
$x ** np.clip($a, -30, 30)
$c / $s
np.angle($c)
np.std($a<<|, axis=$axt|, axis=$ax, ddof=1>>)
$a.std(<<|$axt>>)
np.nanstd($a<<|, axis=$axt>>)
np.cov($m)
np.corrcoef($m.real)
np.logspace($k, $n, 4)
np.geomspace($n, 16, 4)
np.sinc($f)
np.i0($f)
np.<<hanning|hamming|blackman|bartlett>>($n)
np.histogram($f, bins=3, density=True)
np.unwrap($f)
np.exp(-($f ** 2)).sum()
np.sqrt($f * $f + 1).mean()
(($f - $f.mean()) / ($f.std() + 1)).tolist()
np.random.default_rng($p).<<random|normal|standard_normal|exponential|uniform>>(size=$n)
np.random.default_rng($p).<<gamma|beta>>(2.0, <<1.5|3.0>>, size=3)
np.random.RandomState($p).<<rand|randn>>(2, $n)
np.polyfit([0, 1, 2, 3], [1.0, $k, $p, $n], <<1|2>>)
""") + rows("linalg", """
np.linalg.norm($a<<|, axis=$ax|, 1|, np.inf>>)
np.linalg.norm($m, <<'fro'|'nuc'|2|1|-np.inf>>)
np.linalg.det($sq)
np.percentile($r, <<50|[10, 90]|33>><<|, axis=$ax>>)
np.quantile($r, $q<<|, axis=$ax|, method='lower'|, method='nearest'|, keepdims=True>>)
np.linalg.inv($sq)
np.linalg.solve($sq, $sq)
np.linalg.slogdet($sq)
np.linalg.matrix_rank($m)
np.linalg.eigvalsh($sq)
np.linalg.svd($sq, compute_uv=False)
np.linalg.pinv($sq)
np.linalg.cond($sq)
np.linalg.lstsq($sq, $sq)[0]
np.abs(np.linalg.qr($sq)[1])
np.linalg.cholesky($sq @ $sq.T + 4 * np.eye(len($sq)))
""") + rows("exact", """
np.random.default_rng($p).integers($k, 10, size=<<$n|(2, 3)>><<|, dtype=np.int8|, endpoint=True>>)
np.random.default_rng($p).permutation(<<$n|$v|$w>>)
np.random.default_rng($p).choice(<<5|$V>>, size=<<2|(2, 2)>><<|, replace=False>>)
np.random.default_rng($p).<<random|bytes>>(4)
np.random.default_rng([$p, $n]).integers(100)
np.random.default_rng($p).<<poisson|geometric>>(<<0.5|0.25>>, 4)
np.random.default_rng($p).binomial($n, 0.5, 3)
np.random.default_rng($p).<<shuffle|permuted>>(np.arange($n))
np.random.RandomState($p).randint($k, 10, size=$n)
np.random.RandomState($p).<<permutation|choice>>($n)
np.random.RandomState($p).random_sample($p)
""")

STATEMENTS = rows("exact", """
$A[$ix] = $x
$A[$ix] = $x
$A[$ix] = $s
$A[$sl] = $s
$A[...] = $s
$A[$sl] $iop $x
$A[$ix] $iop $x
$A[$ix] $iop $s
$A[$B] = $x
$A[$B] $iop $x
$A[$one] = $x
$A[$one] $iop $x
$A $iop $s
$A $iop $s
$A $iop $x
$A $iop $x
$A[::-1] $iop $A
$A[1:] = $A[:-1]
$A[:] = $A[::-1]
$A.T[...] = $s
$A.flat = $s
$A.flat[$k] = $x
$A.fill($x)
$A.sort(<<|axis=$ax>>)
$A.shape = $sh
$A.real = $x
$A.put([0, $p], $x<<|, mode='clip'>>)
$A.setflags(write=$bo)
$A.flags.writeable = $bo
$A.resize($newshape, refcheck=False)
$A.itemset($x)
np.put($A, [$p, $k], [$x, $x])
np.putmask($A, $B, $s)
np.place($A, $B, [$x, $x])
np.copyto($A, $s<<|, where=$B|, casting='unsafe'>>)
np.fill_diagonal($A, $x)
np.put_along_axis($A, np.zeros_like($A, dtype=int), $x, axis=$ax)
np.<<add|subtract|multiply|maximum>>.at($M, <<0|[0, 0]|$vi>>, $x)
show(np.$binary($A, $s, out=$A))
show(np.$binary($A, $s, out=$S<<|, casting='unsafe'>>))
show(np.$binary($A, $s, out=$A, where=$B))
show(np.$unary($A, out=$S))
show(np.$unary($A, out=$A, where=$B))
show(np.clip($A, $x, $x, out=$A))
show(np.<<maximum|minimum|logical_or>>.reduce($A, axis=0, out=$s))
show(np.cumsum($w, axis=$ax, out=$again))
show(np.negative($A[$sl], out=$A[$sl]))
np.random.default_rng($p).shuffle($A)
""")


def block(kind, *texts):
    return [Row(text.strip("\n"), kind) for text in texts]


STATEMENTS += block("exact", """
for row in $w:
    show(row)
""", """
for i, row in enumerate($w):
    show(i, row.max() if row.size else None)
""", """
for value in $a.flat:
    show(value)
    break
""", """
def change(a):
    a[...] = $x
    return a
show(change($A) is $A)
""", """
def total(a, start=$k):
    for value in a.ravel()[:6].tolist():
        start = start + value
    return start
show(total($i))
""", """
for _ in range($n):
    $A $iop $x
""", """
view = $A[$sl]
view[...] = $x
show(view)
""", """
view = $A.reshape($sh)
view $iop $x
show(view)
""", """
part = $A[$ix]
part $iop $x
show(part)
""", """
with np.errstate(all=<<'ignore'|'raise'|'warn'>>):
    show($a / $s)
""", """
with np.errstate(<<divide|over|invalid>>=<<'ignore'|'raise'>>):
    show($a $op $x)
""", """
with np.printoptions(<<precision=$n|suppress=True|threshold=4|edgeitems=1, threshold=3|linewidth=30|sign=' '|floatmode='fixed'|formatter={'float': lambda v: '<%g>' % v}|nanstr='NA'|legacy='1.25'>>):
    look($a)
""", """
look($a)
""", """
print($a, $s, sep='; ')
""", """
rng = np.random.default_rng($n)
show(rng.integers(0, 10, 3), rng.random(), rng.permutation(4), rng.integers(5, size=2, dtype=np.int32))
rng.shuffle($A)
""", """
np.random.seed($n)
show(np.random.randint(0, 10, 4), np.random.rand(), np.random.permutation(3), np.random.choice([1, 2, 3], 2))
""", """
a, *rest = $w
show(a, rest)
""", """
while $V.sum() < 0:
    break
else:
    show($V.dtype)
""", """
table = {key: $a.astype(key) for key in ('f4', 'i8')}
show(table['f4'].dtype, table['i8'])
""", """
show(*[a.sum(dtype=int) for a in np.array_split($i.ravel(), $n)])
""", """
it = np.nditer($a, flags=['multi_index'])
for value in it:
    show(it.multi_index, value[()])
    break
""", """
q, r = np.divmod($i, $x)
show(q, r)
""", """
first, second = $a, $s
first, second = second, first
show(first, second)
""", """
total = $a[$one]
for k in range($n):
    total = total + $x
    total *= $x
show(total)
""", """
matrix = np.zeros((3, 3), $dt)
for i in range(3):
    matrix[i, :i] = i
    matrix[:, i] += matrix[i]
show(matrix)
""", """
if ($a > $x).any():
    show('some')
elif $a.size:
    show($a.min())
""")
