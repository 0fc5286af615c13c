"""Calls every native callable of the modules named with wrong counts and types of arguments, seeded; a JSON line for each call.

    fuzz_calls.py SEED ROUNDS MODULE...

Run by fuzz-calls.ts under krait's debug build and under CPython alike: a line says which call it is before it is made, and what came of it after.
What would end the process, wait, or change the world outside is left out.
"""
import importlib
import json
import random
import sys
import types

NATIVE = (types.BuiltinFunctionType, types.MethodDescriptorType, types.ClassMethodDescriptorType, types.WrapperDescriptorType)

# what ends, waits for, or alters more than this process may
LEFT_OUT = set("""
_exit abort fork forkpty execv execve kill killpg raise_signal pause sigwait sigwaitinfo sigtimedwait alarm setitimer wait wait3 wait4 waitpid waitid
posix_spawn posix_spawnp system chroot setuid setgid seteuid setegid setreuid setregid setresuid setresgid setgroups initgroups setsid setpgid setpgrp
nice setpriority closerange close remove unlink rmdir rename replace chmod fchmod lchmod chown fchown lchown truncate ftruncate mkdir mkfifo mknod link symlink
write pwrite writev pwritev sendfile copy_file_range splice utime setxattr removexattr umask chdir fchdir dup2 lockf open memfd_create putenv
unsetenv FileIO open_code fdopen read pread readv preadv openpty login_tty posix_openpt tcsetpgrp set_blocking set_inheritable sched_setaffinity sched_setparam sched_setscheduler
posix_fallocate sync fork_exec unshare setns timerfd_create eventfd pipe pipe2 dup pidfd_open eventfd_read eventfd_write fsync fdatasync
sleep input breakpoint exit quit help exec eval compile __import__ setrecursionlimit set_int_max_str_digits settrace setprofile _settraceallthreads
_setprofileallthreads set_asyncgen_hooks setswitchinterval unraisablehook excepthook displayhook _clear_type_cache set_coroutine_origin_tracking_depth
_debugmallocstats call_tracing _clear_internal_caches addaudithook audit breakpointhook _baserepl setdlopenflags activate_stack_trampoline
set_threshold set_debug disable enable freeze unfreeze get_objects get_referrers callbacks collect
start_new_thread start_new start_joinable_thread interrupt_main stack_size _shutdown exit_thread daemon_threads_allowed _set_sentinel
acquire acquire_lock release_lock lock_held _excepthook get join __enter__ wait_for _acquire_restore
setrlimit prlimit register unregister enable_faulthandler dump_traceback dump_traceback_later _sigsegv _sigabrt _sigfpe _read_null _fatal_error
_fatal_error_c_thread _stack_overflow cancel_dump_traceback_later clock_settime clock_settime_ns tzset
create_builtin exec_builtin create_dynamic exec_dynamic init_frozen get_frozen_object _override_frozen_modules_for_tests
_run_exitfuncs sethostname _clear register_at_fork setlocale _filters_mutated pthread_kill signal siginterrupt set_wakeup_fd pthread_sigmask pidfd_send_signal
__del__ __init_subclass__ __subclasshook__ from_address string_at wstring_at memmove memset PyObj_FromPtr _string_at _wstring_at call_function
call_cdeclfunction dlopen dlsym dlclose addressof Py_INCREF Py_DECREF _memmove_addr _memset_addr _cast resize _unpickle
gettotalrefcount getrandom urandom repeat _getframe _getframemodulename start stop take_snapshot getallocatedblocks factorial comb perm pow __pow__ __rpow__ __ipow__
__lshift__ __ilshift__ lshift ilshift __rlshift__ set_nomemory _count getunicodeinternedsize main getpass ttyname ctermid getlogin
""".split())


class Odd:
    """An object of no use to anyone."""


class Index:
    def __index__(self):
        return 3


class Raises:
    def __index__(self):
        raise ZeroDivisionError
    __len__ = __iter__ = __bool__ = __float__ = __str__ = __hash__ = __fspath__ = __index__
    def __eq__(self, other):
        raise ZeroDivisionError


def values():
    return [
        None, True, 0, 1, -1, 7, 255, 2**31 - 1, 2**31, -2**31 - 1, 2**63, -2**63 - 1, 10**30, 0.0, -1.5, 1e300, float("nan"), float("inf"), 1j, "", "a",
        "abc", "\0", "\udc80", "é", "\U0001f600", "utf-8", b"", b"a", b"\0\xff", bytearray(b"xyz"), memoryview(b"abcd"), memoryview(b"abcdef")[::2], (), (1,),
        (1, 2), (None, "a", 3), [], [1], ["a", b"b"], {}, {"a": 1}, {1: 2}, set(), {1, 2}, frozenset("ab"), range(3), slice(1, 2), iter([1, 2]), Odd(), Odd,
        Index(), Raises(), int, str, type, object, len, lambda *a, **k: 1, (lambda: (yield 1))(), NotImplemented, ..., ValueError("x"), ValueError,
        types.SimpleNamespace(a=1), sys, (lambda: 0).__code__, {}.keys(), enumerate("ab"), zip("ab"), -0.0, "1_000", b"\xc3\xa9", tuple(range(20)),
    ]


def targets(module):
    """(name, callable, instance maker or None) of what is native in the module."""
    for key, op in sorted(vars(module).items()):
        if key in LEFT_OUT or key.startswith("_test"):
            continue
        if isinstance(op, types.BuiltinFunctionType):
            yield f"{module.__name__}.{key}", op, None
        elif isinstance(op, type) and op.__module__ != "ctypes":
            if not issubclass(op, type) and "_pyio" not in op.__module__:
                yield f"{module.__name__}.{key}", op, None
            for inner, member in sorted(vars(op).items()):
                if inner in LEFT_OUT:
                    continue
                if isinstance(member, NATIVE) or isinstance(member, (staticmethod, classmethod)) and isinstance(member.__func__, NATIVE):
                    yield f"{module.__name__}.{key}.{inner}", member, op


def instance(cls, rng, pool):
    for _ in range(6):
        try:
            return cls(*[rng.choice(pool) for _ in range(rng.choice((0, 1, 1, 2, 3)))])
        except BaseException:
            pass
    return rng.choice(pool)


def main():
    seed, rounds, *names = sys.argv[1:]
    out = sys.stdout
    sys.setrecursionlimit(400)
    for name in names:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        for where, op, owner in targets(module):
            rng = random.Random(f"{seed}/{where}")
            for turn in range(int(rounds)):
                pool = values()
                count = rng.choice((0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 9))
                picks = [rng.randrange(len(pool)) for _ in range(count)]
                args = [pool[i] for i in picks]
                kwargs = {rng.choice(("x", "key", "default", "encoding", "errors", "size", "path", "flags")): rng.choice(pool)} if rng.random() < 0.12 else {}
                if owner is not None and rng.random() < 0.9:
                    args.insert(0, instance(owner, rng, pool))
                out.write(json.dumps({"call": where, "turn": turn, "picks": picks, "kwargs": list(kwargs)}) + "\n")
                out.flush()
                try:
                    if isinstance(op, (staticmethod, classmethod)):
                        result = op.__func__(*args, **kwargs)
                    else:
                        result = op(*args, **kwargs)
                    outcome = "value"
                    del result
                except BaseException as error:
                    outcome = type(error).__name__
                    message = str(error)[:200] if outcome in ("SystemError", "RuntimeError", "MemoryError", "TypeError") else ""
                    if message:
                        outcome += ": " + message
                    del error
                out.write(json.dumps({"end": outcome}) + "\n")
            out.flush()
    out.write(json.dumps({"done": True}) + "\n")
    out.flush()


main()
