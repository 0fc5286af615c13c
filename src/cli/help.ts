/** What --help and its kin print: python's options first, then krait's own, the environment variables, and the -X options. */
import { PLAN_OPTIONS } from "./plan_options.js";

export const USAGE = "usage: krait [option] ... [-c cmd | -m mod | file | -] [arg] ...";

/** "--gc a|b|" over lines of 78 columns. */
function wrapped(option: string, names: readonly string[]): string {
  const lines = [option];
  for (const [i, name] of names.entries()) {
    const piece = i + 1 < names.length ? `${name}|` : name;
    if ((lines.at(-1) as string).length + piece.length > 78) lines.push(" ".repeat(9));
    lines[lines.length - 1] += piece;
  }
  return `${lines.join("\n")}\n`;
}

const OPTIONS = `${USAGE}
       krait dis | compile | notebook | heap | refs | lab ...   (krait dis --help and so on)
Options (and corresponding environment variables):
-b     : warn of bytes taken for text, or for an int; -bb makes it an error
-B     : write no .pyc files; also PYTHONDONTWRITEBYTECODE=x
-c cmd : the program is this text; what follows are its arguments
-d     : accepted, without effect; also PYTHONDEBUG=x
-E     : look at no PYTHON* environment variable
-h     : print this help; also -? and --help
-i     : a prompt after the program, on a terminal or not; also PYTHONINSPECT=x
-I     : isolated from the user's settings: -E, -P and -s
-m mod : run a module of the library as the program
-O     : without assert and __debug__, .opt-1.pyc; also PYTHONOPTIMIZE=x
-OO    : without docstrings too, .opt-2.pyc
-P     : the program's folder is not put in front of sys.path; also PYTHONSAFEPATH
-q     : no version and copyright before a prompt
-R     : hash seeds at random; also PYTHONHASHSEED=random. Without it the seed is
         0, unlike python's, so that two runs print the same
-s     : without the user's site-packages; also PYTHONNOUSERSITE=x
-S     : without site
-u     : stdout and stderr without a buffer; also PYTHONUNBUFFERED=x
-v     : tell of imports, -vv of all that is tried; also PYTHONVERBOSE=x
-V     : print the version; -VV more of it; also --version
-W arg : action:message:category:module:lineno of a warning filter; also
         PYTHONWARNINGS=arg
-x     : skip the first line of the program
-X opt : options of the implementation, see --help-xoptions
--check-hash-based-pycs always|default|never: whether such .pyc files are compared
         with their sources
--memory MIB: the most memory the program may take; beyond it MemoryError
--build release|debug|stress|instrumented: debug checks the heap as it runs,
         stress also collects at every allocation, instrumented counts (krait refs)
--help-env, --help-xoptions, --help-plans, --help-all: environment variables, -X
         options, plans of the machine (--gc and others), all of it

Arguments:
file   : a source, a .pyc, a folder or zip file with __main__.py
-      : the program is read from stdin (the default; a prompt on a terminal)
arg ...: sys.argv[1:]
`;

const PLANS = `
Plans of the machine: how objects are freed, when, where they lie, which strings are one
object, which ints, which constants. The first of each is CPython 3.13's;
--profile has another version's choices. --trigger bytes:KIB, heap:KIB
${PLAN_OPTIONS.map(({ key, names }) => wrapped(`--${key} `, names)).join("")}`;

const ENVIRONMENT = `
Environment variables without an option:
PYTHONSTARTUP   : a file that is run before the first prompt
PYTHONPATH      : folders in front of the library in sys.path, with ':' between
PYTHONHOME      : accepted, without effect: the library is a part of krait
PYTHONPLATLIBDIR: accepted, without effect
PYTHONIOENCODING: encoding[:errors] of stdin, stdout and stderr
PYTHONHASHSEED  : a number up to 4294967295, or random; 0 if it is not set
PYTHONMALLOC    : accepted, without effect: --alloc and --build choose
PYTHONCOERCECLOCALE: 0: LC_CTYPE stays C; warn: say so when it is changed
PYTHONBREAKPOINT: what breakpoint() calls; 0: nothing
PYTHON_BASIC_REPL, PYTHON_COLORS, PYTHON_HISTORY: the prompt, colours, its history
KRAIT_LIBRARY_PATH: folders behind the library in sys.path, with -I and -E too

Those that say the same as an option:
PYTHON_CPU_COUNT (-X cpu_count), PYTHONDEBUG (-d), PYTHONDEVMODE (-X dev),
PYTHONDONTWRITEBYTECODE (-B), PYTHONFAULTHANDLER (-X faulthandler),
PYTHON_FROZEN_MODULES (-X frozen_modules), PYTHONINSPECT (-i),
PYTHONINTMAXSTRDIGITS (-X int_max_str_digits), PYTHONNODEBUGRANGES
(-X no_debug_ranges), PYTHONNOUSERSITE (-s), PYTHONOPTIMIZE (-O),
PYTHONPROFILEIMPORTTIME (-X importtime), PYTHONPYCACHEPREFIX (-X pycache_prefix),
PYTHONSAFEPATH (-P), PYTHONSTATS (-X pystats), PYTHONTRACEMALLOC
(-X tracemalloc), PYTHONUNBUFFERED (-u),
PYTHONUTF8 (-X utf8), PYTHONVERBOSE (-v), PYTHONWARNDEFAULTENCODING
(-X warn_default_encoding), PYTHONWARNINGS (-W)
`;

const X_OPTIONS = `
Options of the implementation:
-X cpu_count=N|default: what os.cpu_count() says
-X dev : development mode: default warnings, faulthandler, checks of asyncio
-X faulthandler: tracebacks of all threads when the machine fails
-X frozen_modules=on|off: whether modules come frozen or from their files
-X importtime: how long each import takes
-X int_max_str_digits=N: digits of int texts, 0: without limit
-X no_debug_ranges: no columns in code objects, no marks under tracebacks
-X pycache_prefix=PATH: a folder for all .pyc files
-X pystats: with --build instrumented, count from the start (sys._stats_on)
-X tracemalloc[=N]: trace blocks of memory, with N frames each
-X utf8[=0|1]: UTF-8 mode
-X warn_default_encoding: EncodingWarning where a text file is opened without encoding
`;

/** By option. */
export const HELP_TEXTS: Readonly<Record<string, string>> = {
  "--help": OPTIONS,
  "--help-env": ENVIRONMENT.slice(1),
  "--help-xoptions": X_OPTIONS.slice(1),
  "--help-plans": PLANS.slice(1),
  "--help-all": OPTIONS + PLANS + ENVIRONMENT + X_OPTIONS,
};
