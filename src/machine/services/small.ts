/** Small modules of which the machine needs little: _locale (the C locale), _opcode. */

import { binaryOps, intrinsics1, intrinsics2 } from "../../bytecode/opargs.js";
import { opNames } from "../../bytecode/opcodes.js";
import {
  HAS_ARG,
  HAS_CONST,
  HAS_FREE,
  HAS_JUMP,
  HAS_LOCAL,
  HAS_NAME,
  IS_BLOCK_PUSH,
  opFlags,
  stackEffect,
} from "../../bytecode/optables.js";
import { def, HostError, type HostModule } from "../host_module.js";
import { type HostValue, Tuple } from "../host_values.js";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** nl_langinfo items of the C locale with UTF-8, at glibc's numbers. */
function langinfo(): { numbers: Record<string, number>; texts: Map<number, string> } {
  const numbers: Record<string, number> = {};
  const texts = new Map<number, string>();
  const add = (name: string, number: number, value: string) => {
    numbers[name] = number;
    texts.set(number, value);
  };
  add("CODESET", 14, "UTF-8");
  DAYS.forEach((day, i) => {
    add(`ABDAY_${i + 1}`, 131072 + i, day.slice(0, 3));
    add(`DAY_${i + 1}`, 131079 + i, day);
  });
  MONTHS.forEach((month, i) => {
    add(`ABMON_${i + 1}`, 131086 + i, month.slice(0, 3));
    add(`MON_${i + 1}`, 131098 + i, month);
  });
  add("AM_STR", 131110, "AM");
  add("PM_STR", 131111, "PM");
  add("D_T_FMT", 131112, "%a %b %e %H:%M:%S %Y");
  add("D_FMT", 131113, "%m/%d/%y");
  add("T_FMT", 131114, "%H:%M:%S");
  add("T_FMT_AMPM", 131115, "%I:%M:%S %p");
  add("ERA", 131116, "");
  add("ERA_D_FMT", 131118, "");
  add("ALT_DIGITS", 131119, "");
  add("ERA_D_T_FMT", 131120, "");
  add("ERA_T_FMT", 131121, "");
  add("RADIXCHAR", 65536, ".");
  add("THOUSEP", 65537, "");
  add("YESEXPR", 327680, "^[yY]");
  add("NOEXPR", 327681, "^[nN]");
  add("CRNCYSTR", 262159, "-");
  return { numbers, texts };
}

export function localeModule(): HostModule {
  const { numbers, texts } = langinfo();
  const current = ["C", "C", "C", "C", "C", "C", "C"];
  const known = new Set(["", "C", "POSIX", "C.UTF-8", "C.utf8", "en_US.UTF-8"]);
  const conv = new Map<HostValue, HostValue>(
    Object.entries({
      int_curr_symbol: "",
      currency_symbol: "",
      mon_decimal_point: "",
      mon_thousands_sep: "",
      mon_grouping: [],
      positive_sign: "",
      negative_sign: "",
      int_frac_digits: 127,
      frac_digits: 127,
      p_cs_precedes: 127,
      p_sep_by_space: 127,
      n_cs_precedes: 127,
      n_sep_by_space: 127,
      p_sign_posn: 127,
      n_sign_posn: 127,
      decimal_point: ".",
      thousands_sep: "",
      grouping: [],
    }),
  );
  return {
    doc: "Support for POSIX locales.",
    exceptions: { Error: "Exception" },
    functions: {
      setlocale: def(
        "category: int, locale: str_or_none=None, /",
        "Activates/queries locale processing.",
        (category: number, locale: string | null = null) => {
          if (category < 0 || category > 6)
            throw new HostError(
              "_locale.Error",
              locale === null ? "locale query failed" : "unsupported locale setting",
            );
          if (locale === null) return current[category]!;
          if (!known.has(locale)) throw new HostError("_locale.Error", "unsupported locale setting");
          const name = locale === "" ? "C.UTF-8" : locale === "POSIX" ? "C" : locale;
          if (category === 6) current.fill(name);
          else current[category] = name;
          return name;
        },
      ),
      localeconv: def("", "Returns numeric and monetary locale-specific parameters.", () => conv),
      nl_langinfo: def("key: int, /", "What the locale says under this key.", (key: number) => {
        const value = texts.get(key);
        if (value === undefined) throw new HostError("ValueError", "unsupported langinfo constant");
        return value;
      }),
      getencoding: def("", "Get the current locale encoding.", () => "UTF-8"),
      strcoll: def("os1: str, os2: str, /", "Compares two strings according to the locale.", (a: string, b: string) =>
        a < b ? -1 : a > b ? 1 : 0,
      ),
      strxfrm: def(
        "string: str, /",
        "A str that compares as its argument does under the locale's rules.",
        (text: string) => text,
      ),
      gettext: def("msg: str, /", "Return translation of msg.", (text: string) => text),
      dgettext: def(
        "domain: str_or_none, msg: str, /",
        "Return translation of msg in domain.",
        (_domain: string, text: string) => text,
      ),
      dcgettext: def(
        "domain: str_or_none, msg: str, category: int, /",
        "Return translation of msg in domain and category.",
        (_domain: string, text: string) => text,
      ),
      textdomain: def(
        "domain: str_or_none, /",
        "Choose the C library's text domain and return it.",
        (domain: string | null) => domain ?? "messages",
      ),
      bindtextdomain: def(
        "domain: str, dir: fs_or_none, /",
        "Bind the C library's domain to dir.",
        (_domain: string, dir: string | null) => dir ?? "/usr/share/locale",
      ),
      bind_textdomain_codeset: def(
        "domain: str, codeset: str_or_none, /",
        "Bind the C library's domain to codeset.",
        (_domain: string, codeset: string | null) => codeset,
      ),
    },
    constants: {
      LC_CTYPE: 0,
      LC_NUMERIC: 1,
      LC_TIME: 2,
      LC_COLLATE: 3,
      LC_MONETARY: 4,
      LC_MESSAGES: 5,
      LC_ALL: 6,
      CHAR_MAX: 127,
      ...numbers,
    },
  };
}

/** `stats`: the specialiser's counts, where they are taken. */
export function opcodeModule(stats: () => HostValue): HostModule {
  const has = (flag: number, what: string) =>
    def(
      "opcode: int",
      `Return True if the opcode ${what}, False otherwise.`,
      (opcode: number) => ((opFlags[opcode] ?? 0) & flag) !== 0,
    );
  const isValid = (opcode: number) => opNames[opcode] !== undefined;
  return {
    doc: "Opcode support module.",
    functions: {
      stack_effect: def(
        "opcode: int, oparg: int_or_none=None, /, *, jump: object=None",
        "Compute the stack effect of the opcode.",
        (opcode: number, oparg: number | null = null, jump: boolean | null = null) => {
          if (!isValid(opcode)) throw new HostError("ValueError", "invalid opcode or oparg");
          const needsArgument = ((opFlags[opcode] ?? 0) & HAS_ARG) !== 0;
          if (needsArgument && oparg === null) {
            throw new HostError("ValueError", "stack_effect: opcode requires oparg but oparg was not specified");
          }
          if (!needsArgument && oparg !== null) {
            throw new HostError("ValueError", "stack_effect: opcode does not permit oparg but oparg was specified");
          }
          const at = (taken: boolean) => stackEffect(opcode, oparg ?? 0, taken);
          return jump === null ? Math.max(at(true), at(false)) : at(jump);
        },
      ),
      is_valid: def("opcode: int", "Return True if opcode is valid, False otherwise.", isValid),
      has_arg: has(HAS_ARG, "uses its oparg"),
      has_const: has(HAS_CONST, "accesses a constant"),
      has_name: has(HAS_NAME, "accesses an attribute by name"),
      has_jump: has(HAS_JUMP, "has a jump target"),
      has_free: has(HAS_FREE, "accesses a free variable"),
      has_local: has(HAS_LOCAL, "accesses a local variable"),
      has_exc: has(IS_BLOCK_PUSH, "sets up an exception handler"),
      get_specialization_stats: def("", "Return the specialization stats", stats),
      get_nb_ops: def("", "Return array of symbols of binary ops.", () =>
        binaryOps.map((op) => new Tuple(typeof op === "string" ? [op, op] : [...(op as unknown as readonly string[])])),
      ),
      get_intrinsic1_descs: def("", "Return a list of names of the unary intrinsics.", () => intrinsics1.map(nameOf)),
      get_intrinsic2_descs: def("", "Return a list of names of the binary intrinsics.", () => intrinsics2.map(nameOf)),
      get_executor: def("code: object, offset: int", "The executor at offset in code, or None.", () => {
        throw new HostError("RuntimeError", "Executors are not available in this build");
      }),
    },
    constants: { ENABLE_SPECIALIZATION: 1 },
  };
}

function nameOf(value: unknown): string {
  return typeof value === "string" ? value : String((value as readonly unknown[])[0]);
}
