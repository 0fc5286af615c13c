/**
 * What the locale variables say: whether LC_CTYPE is C's, in which Python takes UTF-8 (PEP 540), and whether it is coerced to C.UTF-8 for the
 * program and its children (PEP 538). Only names are looked at; texts are UTF-8 whatever they say.
 */
import { existsSync } from "node:fs";

type Variables = Readonly<Record<string, string | undefined>>;

const ALWAYS_THERE = ["C", "POSIX", "C.UTF-8", "C.utf8"];
const COERCED_TO = "C.UTF-8";

/** Whether setlocale() would know the name: a folder of its own, or (not looked into) the archive of all. */
function exists(name: string): boolean {
  const [language, codeset] = name.split(".", 2) as [string, string | undefined];
  const normal = codeset === undefined ? language : `${language}.${codeset.toLowerCase().replace(/[^a-z0-9]/g, "")}`;
  const found = (path: string) => existsSync(`/usr/lib/locale/${path}`);
  return found(name) || found(normal) || found("locale-archive");
}

/** The locale that a program starts with, "C" if there is no such one. */
export function ctypeLocale(env: Variables): string {
  const name = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "C";
  return ALWAYS_THERE.includes(name) || (!name.includes("/") && exists(name)) ? name : "C";
}

export function isCLocale(locale: string): boolean {
  return locale === "C" || locale === "POSIX";
}

/**
 * PEP 538: the value that LC_CTYPE gets, null if it stays; and what is to be said on standard error. `wish`: PYTHONCOERCECLOCALE.
 */
export function coercion(env: Variables, wish: string | undefined): { coerced: string | null; warning: string } {
  const inC = isCLocale(ctypeLocale(env));
  const warns = wish === "warn";
  if (inC && wish !== "0" && !env["LC_ALL"]) {
    const advice = "set another locale or PYTHONCOERCECLOCALE=0 to disable this locale coercion behavior";
    const warning = `Python detected LC_CTYPE=C: LC_CTYPE coerced to ${COERCED_TO} (${advice}).\n`;
    return { coerced: COERCED_TO, warning: warns ? warning : "" };
  }
  const problem =
    "Python runtime initialized with LC_CTYPE=C (a locale with default ASCII encoding), which may cause Unicode compatibility problems. " +
    "Using C.UTF-8, C.utf8, or UTF-8 (if available) as alternative Unicode-compatible locales is recommended.\n";
  return { coerced: null, warning: inC && warns ? problem : "" };
}
