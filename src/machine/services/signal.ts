/** The host's half of the module _signal: actions, timers, the mask. Handlers are kept and run by the machine (assembly/modules/_signal.ts). */
import {
  def,
  fn,
  HostError,
  type HostFunction,
  type HostModule,
  osError,
  StructValue,
  ThenSignals,
  WouldBlock,
} from "../host_module.js";
import { Float, Tuple } from "../host_values.js";
import type { Libc } from "../libc.js";
import { CATCH } from "../signals.js";

const NSIG = 65;
const SYS_PIDFD_SEND_SIGNAL = 424;
const MASKS = { block: 0, unblock: 1, set: 2 };

function microseconds(value: unknown): bigint {
  return BigInt(Math.round((value instanceof Float ? value.value : Number(value)) * 1e6));
}

/** struct itimerval as (delay, interval). */
function timerValue(record: BigInt64Array): Tuple {
  const seconds = (i: number) => new Float(Number(record[i]!) + Number(record[i + 1]!) * 1e-6);
  return new Tuple([seconds(2), seconds(0)]);
}

function checkedSet(values: unknown): Set<number> {
  const set = new Set<number>();
  for (const value of values as number[]) {
    if (!(value >= 1 && value < NSIG))
      throw new HostError("ValueError", `signal number ${value} out of range [1; ${NSIG - 1}]`);
    set.add(value);
  }
  return set;
}

/** struct_siginfo of a signal that libuv has caught, which keeps the number alone: si_code is SI_USER, the sender unknown. */
function signalInfo(signum: number): StructValue {
  return new StructValue("signal.struct_siginfo", [signum, 0, 0, 0, 0, 0, 0]);
}

export function signalModule(libc: Libc, pid: number): HostModule {
  const signals = libc.signals();
  const kill = libc.fn("int kill(int pid, int signal)");
  /** Takes a signal of the set that has come, 0 if none has. */
  const taken = (values: unknown): number => {
    const set = checkedSet(values);
    for (const n of set) if (!signals.catches(n)) signals.block(n);
    const found = signals.takeOf(set);
    if (found !== 0) waitEnd = null;
    return found;
  };
  /** When the sigtimedwait() that is called again and again ends. */
  let waitEnd: number | null = null;
  const timers: Record<string, HostFunction> = {
    alarm: def(
      "seconds: int, /",
      "Have SIGALRM sent to this process in so many seconds.",
      (seconds: number) => libc.fn("unsigned int alarm(unsigned int seconds)")(seconds) as number,
    ),
    setitimer: def(
      "which: int, seconds: seconds, interval: seconds=0.0, /",
      "Set a timer: ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF.",
      (which: number, seconds: unknown, interval: unknown = 0) => {
        const [first, repeat] = [microseconds(seconds), microseconds(interval)];
        const wanted = BigInt64Array.of(repeat / 1000000n, repeat % 1000000n, first / 1000000n, first % 1000000n);
        const old = new BigInt64Array(4);
        const status = libc.fn("int setitimer(int which, const void *wanted, void *old)")(which, wanted, old) as number;
        if (status !== 0) throw osError(libc.errno());
        return timerValue(old);
      },
    ),
    getitimer: def("which: int, /", "Returns current value of given itimer.", (which: number) => {
      const now = new BigInt64Array(4);
      const status = libc.fn("int getitimer(int which, void *now)")(which, now) as number;
      if (status !== 0) throw osError(libc.errno());
      return timerValue(now);
    }),
  };
  const mask: Record<string, HostFunction> = {
    pthread_sigmask: def(
      "how: int, mask: ints, /",
      "Fetch and/or change the signal mask of the calling thread.",
      (how: number, values: unknown) => {
        const set = checkedSet(values);
        const old = [...signals.blocked].sort((a, b) => a - b);
        if (how === MASKS.block) for (const n of set) signals.block(n);
        else if (how === MASKS.unblock) for (const n of set) signals.unblock(n, () => kill(pid, n));
        else if (how === MASKS.set) {
          for (const n of old) if (!set.has(n)) signals.unblock(n, () => kill(pid, n));
          for (const n of set) signals.block(n);
        } else throw osError(22);
        return new ThenSignals(old);
      },
    ),
    pidfd_send_signal: def(
      "pidfd: int, signalnum: int, siginfo: tuple_or_none=None, flags: int=0, /",
      "Send a signal to the process that a descriptor stands for.",
      (fd: number, n: number, info: unknown = null, flags = 0) => {
        if (info !== null) throw new HostError("TypeError", "siginfo must be None");
        const send = libc.fn("long syscall(long number, long fd, long signal, void *info, long flags)");
        libc.checked(send(SYS_PIDFD_SEND_SIGNAL, fd, n, null, flags) as number);
        return new ThenSignals();
      },
    ),
    sigpending: def("", "Examine pending signals.", () => signals.pending()),
    sigwaitinfo: def("sigset: ints, /", "Wait for a signal, and tell what is known of it.", (values: unknown) => {
      const found = taken(values);
      if (found === 0) throw new WouldBlock([], 0.005);
      return signalInfo(found);
    }),
    sigtimedwait: def(
      "sigset: ints, timeout: seconds, /",
      "Wait for a signal as sigwaitinfo() does, but not longer than timeout; None then.",
      (values: unknown, timeout: unknown) => {
        const seconds = Number(microseconds(timeout)) / 1e6;
        if (seconds < 0) throw new HostError("ValueError", "timeout must be non-negative");
        const found = taken(values);
        if (found !== 0) return signalInfo(found);
        const now = performance.now();
        waitEnd ??= now + seconds * 1000;
        if (now >= waitEnd) {
          waitEnd = null;
          return null;
        }
        throw new WouldBlock([], Math.min(0.005, (waitEnd - now) / 1000));
      },
    ),
    _sigwait: fn("sigset", (values: unknown) => {
      const found = taken(values);
      if (found !== 0) return found;
      // a blocked signal does not end a wait: look again now and then
      throw new WouldBlock([], 0.005);
    }),
  };
  return {
    structs: { struct_siginfo: "signal.struct_siginfo" },
    functions: {
      _set: fn("signum,action,/", (n: number, action: number) => {
        const errno = signals.set(n, action);
        if (errno !== 0) throw osError(errno);
      }),
      _raise: fn("signum,action,/", (n: number, action: number) => {
        // the engine may have a use of its own for a signal that the program leaves alone
        if (!signals.blocked.has(n) && !(action === CATCH && signals.catches(n))) signals.set(n, action);
        kill(pid, n);
        return new ThenSignals();
      }),
      _wakeup: fn("fd,/", (fd: number) => {
        const old = signals.wakeup;
        if (fd >= 0) libc.fcntl(fd, 3);
        if (fd >= 0 && (libc.fcntl(fd, 3) & 0o4000) === 0)
          throw new HostError("ValueError", `the fd ${fd} must be in non-blocking mode`);
        signals.wakeup = fd;
        return old;
      }),
      ...timers,
      ...mask,
    },
  };
}
