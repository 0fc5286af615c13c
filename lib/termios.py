"""This module provides an interface to the Posix calls for tty I/O control.

For a complete description of these calls, see the Posix or Unix manual
pages. It is only available for those Unix versions that support Posix
termios style tty I/O control (and then only if configured at installation
time).

All functions in this module take a file descriptor fd as their first
argument. This can be an integer file descriptor, such as returned by
sys.stdin.fileno(), or a file object, such as sys.stdin itself."""
# Modules/termios.c over ioctl(), with the requests and the record of 64-bit Linux: four words of flags, the line discipline, 19 characters.

import struct as _struct

import fcntl as _fcntl

_FORMAT = "IIIIB19s"
_SIZE = _struct.calcsize(_FORMAT)
_NCC = 19

# Of Linux's headers.
for _item in """
    B0=0 B50=1 B75=2 B110=3 B134=4 B150=5 B200=6 B300=7 B600=8 B1200=9 B1800=10 B2400=11 B4800=12 B9600=13 B19200=14
    B38400=15 B57600=4097 B115200=4098 B230400=4099 B460800=4100 B500000=4101 B576000=4102 B921600=4103 B1000000=4104
    B1152000=4105 B1500000=4106 B2000000=4107 B2500000=4108 B3000000=4109 B3500000=4110 B4000000=4111 CBAUDEX=4096
    TCSANOW=0 TCSADRAIN=1 TCSAFLUSH=2 TCIFLUSH=0 TCOFLUSH=1 TCIOFLUSH=2 TCOOFF=0 TCOON=1 TCIOFF=2 TCION=3 IGNBRK=1
    BRKINT=2 IGNPAR=4 PARMRK=8 INPCK=16 ISTRIP=32 INLCR=64 IGNCR=128 ICRNL=256 IUCLC=512 IXON=1024 IXANY=2048
    IXOFF=4096 IMAXBEL=8192 IUTF8=16384 OPOST=1 OLCUC=2 ONLCR=4 OCRNL=8 ONOCR=16 ONLRET=32 OFILL=64 OFDEL=128
    NLDLY=256 CRDLY=1536 TABDLY=6144 BSDLY=8192 VTDLY=16384 FFDLY=32768 NL0=0 NL1=256 CR0=0 CR1=512 CR2=1024 CR3=1536
    TAB0=0 TAB1=2048 TAB2=4096 TAB3=6144 XTABS=6144 BS0=0 BS1=8192 VT0=0 VT1=16384 FF0=0 FF1=32768 CSIZE=48 CSTOPB=64
    CREAD=128 PARENB=256 PARODD=512 HUPCL=1024 CLOCAL=2048 CIBAUD=269418496 CRTSCTS=2147483648 CS5=0 CS6=16 CS7=32
    CS8=48 ISIG=1 ICANON=2 XCASE=4 ECHO=8 ECHOE=16 ECHOK=32 ECHONL=64 ECHOCTL=512 ECHOPRT=1024 ECHOKE=2048 FLUSHO=4096
    NOFLSH=128 TOSTOP=256 PENDIN=16384 IEXTEN=32768 EXTPROC=65536 VINTR=0 VQUIT=1 VERASE=2 VKILL=3 VEOF=4 VTIME=5
    VMIN=6 VSWTC=7 VSWTCH=7 VSTART=8 VSTOP=9 VSUSP=10 VEOL=11 VREPRINT=12 VDISCARD=13 VWERASE=14 VLNEXT=15 VEOL2=16
    CBAUD=4111 CDSUSP=25 CEOF=4 CEOL=0 CEOT=4 CERASE=127 CFLUSH=15 CINTR=3 CKILL=21 CLNEXT=22 CQUIT=28 CRPRNT=18
    CSTART=17 CSTOP=19 CSUSP=26 CWERASE=23 EXTA=14 EXTB=15 FIOASYNC=21586 FIOCLEX=21585 FIONBIO=21537 FIONCLEX=21584
    FIONREAD=21531 IOCSIZE_MASK=1073676288 IOCSIZE_SHIFT=16 NCC=8 NCCS=32 N_MOUSE=2 N_PPP=3 N_SLIP=1 N_STRIP=4 N_TTY=0
    TCFLSH=21515 TCGETA=21509 TCGETS=21505 TCSBRK=21513 TCSBRKP=21541 TCSETA=21510 TCSETAF=21512 TCSETAW=21511
    TCSETS=21506 TCSETSF=21508 TCSETSW=21507 TCXONC=21514 TIOCCONS=21533 TIOCEXCL=21516 TIOCGETD=21540
    TIOCGICOUNT=21597 TIOCGLCKTRMIOS=21590 TIOCGPGRP=21519 TIOCGSERIAL=21534 TIOCGSOFTCAR=21529 TIOCGWINSZ=21523
    TIOCINQ=21531 TIOCLINUX=21532 TIOCMBIC=21527 TIOCMBIS=21526 TIOCMGET=21525 TIOCMIWAIT=21596 TIOCMSET=21528
    TIOCM_CAR=64 TIOCM_CD=64 TIOCM_CTS=32 TIOCM_DSR=256 TIOCM_DTR=2 TIOCM_LE=1 TIOCM_RI=128 TIOCM_RNG=128 TIOCM_RTS=4
    TIOCM_SR=16 TIOCM_ST=8 TIOCNOTTY=21538 TIOCNXCL=21517 TIOCOUTQ=21521 TIOCPKT=21536 TIOCPKT_DATA=0
    TIOCPKT_DOSTOP=32 TIOCPKT_FLUSHREAD=1 TIOCPKT_FLUSHWRITE=2 TIOCPKT_NOSTOP=16 TIOCPKT_START=8 TIOCPKT_STOP=4
    TIOCSCTTY=21518 TIOCSERCONFIG=21587 TIOCSERGETLSR=21593 TIOCSERGETMULTI=21594 TIOCSERGSTRUCT=21592
    TIOCSERGWILD=21588 TIOCSERSETMULTI=21595 TIOCSERSWILD=21589 TIOCSER_TEMT=1 TIOCSETD=21539 TIOCSLCKTRMIOS=21591
    TIOCSPGRP=21520 TIOCSSERIAL=21535 TIOCSSOFTCAR=21530 TIOCSTI=21522 TIOCSWINSZ=21524 _POSIX_VDISABLE=0
""".split():
    _name, _, _value = _item.partition("=")
    globals()[_name] = int(_value)
del _item, _name, _value


class error(Exception):
    pass


error.__module__ = "termios"


def _ioctl(fd, request, arg=0):
    try:
        return _fcntl.ioctl(fd, request, arg)
    except OSError as exc:
        raise error(exc.errno, exc.strerror) from None


def tcgetattr(fd, /):
    """The settings of the terminal at fd.

    A list [iflag, oflag, cflag, lflag, ispeed, ospeed, cc]; cc has the special
    characters as bytes of length 1, but ints at VMIN and VTIME while those are in
    force. The module has the names of bits, speeds and indices."""
    iflag, oflag, cflag, lflag, _, chars = _struct.unpack(_FORMAT, _ioctl(fd, TCGETS, bytes(_SIZE)))
    cc = [bytes([c]) for c in chars] + [b"\0"] * (NCCS - _NCC)
    if not lflag & ICANON:
        cc[VMIN] = cc[VMIN][0]
        cc[VTIME] = cc[VTIME][0]
    speed = cflag & CBAUD
    return [iflag, oflag, cflag, lflag, speed, speed, cc]


def _character(value):
    if isinstance(value, bytes) and len(value) == 1:
        return value[0]
    if isinstance(value, int):
        return value & 0xFF
    raise TypeError("tcsetattr: elements of attributes must be characters or integers")


def tcsetattr(fd, when, attributes, /):
    """Change the settings of the terminal at fd.

    attributes is a list as tcgetattr() returns. when says when it takes effect:
    termios.TCSANOW at once, TCSADRAIN after what was written is out, TCSAFLUSH
    also throws away input that nobody read."""
    if not isinstance(attributes, list) or len(attributes) != 7:
        raise TypeError("tcsetattr, arg 3: must be 7 element list")
    iflag, oflag, cflag, lflag, ispeed, ospeed, cc = attributes
    if not isinstance(cc, list) or len(cc) != NCCS:
        raise TypeError(f"tcsetattr: attributes[6] must be {NCCS} element list")
    if when not in (TCSANOW, TCSADRAIN, TCSAFLUSH):
        raise error(22, "Invalid argument")
    line = _struct.unpack(_FORMAT, _ioctl(fd, TCGETS, bytes(_SIZE)))[4]
    chars = bytes(_character(c) for c in cc[:_NCC])
    flags = [flag & 0xFFFFFFFF for flag in (iflag, oflag, (cflag & ~CBAUD) | (ospeed & CBAUD), lflag)]
    _ioctl(fd, (TCSETS, TCSETSW, TCSETSF)[when], _struct.pack(_FORMAT, *flags, line, chars))


def tcsendbreak(fd, duration, /):
    """Send a break on the line at fd.

    With duration 0 for a quarter to half a second; what others mean is up to the
    system."""
    if duration <= 0:
        _ioctl(fd, TCSBRK, 0)
    else:
        _ioctl(fd, TCSBRKP, (duration + 99) // 100)


def tcdrain(fd, /):
    """Wait until everything written to fd is out."""
    _ioctl(fd, TCSBRK, 1)


def tcflush(fd, queue, /):
    """Throw data away that waits at fd.

    queue: termios.TCIFLUSH what was not read, TCOFLUSH what was not sent,
    TCIOFLUSH both."""
    _ioctl(fd, TCFLSH, queue)


def tcflow(fd, action, /):
    """Stop or resume the traffic of the terminal at fd.

    action: termios.TCOOFF and TCOON for output, TCIOFF and TCION for input."""
    _ioctl(fd, TCXONC, action)


def tcgetwinsize(fd, /):
    """The size of the terminal's window at fd.

    A tuple (ws_row, ws_col)."""
    return _struct.unpack("HHHH", _ioctl(fd, TIOCGWINSZ, bytes(8)))[:2]


def tcsetwinsize(fd, winsize, /):
    """Set the size of the terminal's window at fd.

    winsize is a tuple (ws_row, ws_col), as tcgetwinsize() returns it."""
    if not hasattr(winsize, "__len__") or len(winsize) != 2:
        raise TypeError("tcsetwinsize, arg 2: must be a two-item sequence")
    pixels = _struct.unpack("HHHH", _ioctl(fd, TIOCGWINSZ, bytes(8)))[2:]
    _ioctl(fd, TIOCSWINSZ, _struct.pack("HHHH", *winsize, *pixels))
