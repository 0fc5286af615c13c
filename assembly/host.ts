/**
 * Every function that the machine imports from its host. Numbers and byte ranges of the memory cross, nothing else; the other side
 * is src/machine/imports.ts. The import's module name is "host", the field its function's name.
 */

// --- float text (src/machine/float_text.ts) ---

/**
 * Decimal digits of a finite positive `x` as ASCII at `out` (room for 1100 bytes). `mode` 0: the shortest that read back as x;
 * 2: `ndigits` significant ones; 3: `ndigits` after the decimal point (may be negative); both correctly rounded, half to even, trailing
 * zeros dropped. Returns (position of the decimal point + 32768) << 16 | number of digits; no digits if it rounds to 0.
 */
export declare function floatDigits(x: f64, mode: i32, ndigits: i32, out: usize): u32;

/** The float nearest to a decimal literal of ASCII characters ([0-9.eE+-], checked by the caller). */
export declare function floatValue(text: usize, length: i32): f64;
