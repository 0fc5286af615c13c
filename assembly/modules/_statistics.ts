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
  2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
  1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0,
  5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
  5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0,
]);
const middle = memory.data<f64>([
  7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0,
  3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0, 1.42343711074968357734e+0,
  1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
  6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1.0,
]);
const tail = memory.data<f64>([
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
  2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0, 6.65790464350110377720e+0,
  2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
  1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
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
  const m = PyModule_New("_statistics");
  if (m === null) return null;
  const doc = "_normal_dist_inv_cdf($module, p, mu, sigma, /)\n--\n\n";
  if (moduleFunction(m, "_normal_dist_inv_cdf", normal_dist_inv_cdf.index, METH_FASTCALL, doc) == 0) return m;
  Py_DECREF(m);
  return null;
}
