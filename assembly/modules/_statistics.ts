/**
 * The module _statistics: the inverse of the normal distribution's cumulative function, by Wichura's algorithm AS241 (1988): a quotient of
 * two polynomials of degree 7 for each of three regions.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { METH_FASTCALL } from "../object/typedef";
import { PyExc_ValueError } from "../object/exception_types";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyFloat_AsDouble, PyFloat_FromDouble } from "../types/float";
import { PyModule_New, moduleFunction } from "../types/module";

/** Coefficients from the highest power down; those of the denominator follow, which end in 1. */
const central = memory.data<f64>([
  2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
  1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.387132872796366608,
  5.226495278852854561e3, 2.8729085735721942674e4, 3.930789580009271061e4, 2.1213794301586595867e4,
  5.3941960214247511077e3, 6.871870074920579083e2, 4.2313330701600911252e1, 1.0,
]);
const middle = memory.data<f64>([
  7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1, 1.27045825245236838258,
  3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
  1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2, 1.4810397642748007459e-1,
  6.8976733498510000455e-1, 1.6763848301838038494, 2.05319162663775882187, 1.0,
]);
const tail = memory.data<f64>([
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3, 2.6532189526576123093e-2,
  2.9656057182850489123e-1, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
  2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
  1.48753612908506148525e-2, 1.3692988092273580531e-1, 5.9983220655588793769e-1, 1.0,
]);

function polynomial(coefficients: usize, r: f64): f64 {
  let sum = load<f64>(coefficients);
  for (let i: usize = 8; i < 64; i += 8) sum = sum * r + load<f64>(coefficients + i);
  return sum;
}

function inverse(p: f64, mu: f64, sigma: f64): f64 {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    const x = (polynomial(central, r) * q) / polynomial(central + 64, r);
    return mu + x * sigma;
  }
  const r = Math.sqrt(-Math.log(q <= 0.0 ? p : 1.0 - p));
  const region = r <= 5.0 ? middle : tail;
  const s = r <= 5.0 ? r - 1.6 : r - 5.0;
  const x = polynomial(region, s) / polynomial(region + 64, s);
  return mu + (q < 0.0 ? -x : x) * sigma;
}

let number: f64 = 0;

function readNumber(op: PyObject): bool {
  number = PyFloat_AsDouble(op);
  return number != -1.0 || PyErr_Occurred() === null;
}

function normal_dist_inv_cdf(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_normal_dist_inv_cdf", nargs, 3, 3)) return null;
  if (!readNumber(ptrAt(args, 0))) return null;
  const p = number;
  if (!readNumber(ptrAt(args, 1))) return null;
  const mu = number;
  if (!readNumber(ptrAt(args, 2))) return null;
  if (!(p > 0.0 && p < 1.0) || !(number > 0.0)) {
    return PyErr_SetString(PyExc_ValueError, "inv_cdf undefined for these parameters");
  }
  return PyFloat_FromDouble(inverse(p, mu, number));
}

/** `new` module _statistics. */
export function PyInit__statistics(): PyObject | null {
  const m = PyModule_New("_statistics", "Accelerators for the statistics module.");
  if (m === null) return null;
  const doc = "_normal_dist_inv_cdf($module, p, mu, sigma, /)\n--\n\n";
  if (moduleFunction(m, "_normal_dist_inv_cdf", normal_dist_inv_cdf.index, METH_FASTCALL, doc) == 0) return m;
  Py_DECREF(m);
  return null;
}
