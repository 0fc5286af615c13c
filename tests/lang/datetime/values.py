"""datetime's types: sizes, arithmetic, text, zones, folds, comparisons, hashes, pickles, subclasses."""
import pickle
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

for x in (date(1, 1, 1), datetime(1, 1, 1), datetime(1, 1, 1, tzinfo=UTC), time(), time(tzinfo=UTC), timedelta(), timedelta(1), UTC, tzinfo(), date(1, 1, 1).isocalendar()):
    print(type(x).__name__, sys.getsizeof(x), type(x).__basicsize__, hash(x) == hash(x) if not type(x) is tzinfo else "")
for t in (date, datetime, time, timedelta, timezone):
    print(t.min, t.max, getattr(t, "resolution", None), repr(t.min), repr(t.max))
print(timedelta() is timedelta(0), timezone.utc is UTC, timezone(timedelta(0)) is UTC, timezone(timedelta(0), "Z"), UTC, repr(UTC))

print("timedelta")
values = [timedelta(), timedelta(1), timedelta(-1), timedelta(seconds=1.5), timedelta(microseconds=-1), timedelta(weeks=2, days=3, hours=4, minutes=5, seconds=6, milliseconds=7, microseconds=8), timedelta(days=0.1), timedelta.max, timedelta.min, timedelta(hours=25)]
for v in values:
    print(repr(v), v, v.days, v.seconds, v.microseconds, v.total_seconds(), bool(v), -v if abs(v.days) < 9**9 else "", abs(v) if abs(v.days) < 9**9 else "")
print(timedelta(microseconds=0.5), timedelta(microseconds=1.5), timedelta(microseconds=2.5), timedelta(seconds=0.0000005), timedelta(seconds=1e-7), timedelta(microseconds=-0.5), timedelta(microseconds=-1.5))
a, b = timedelta(days=3, seconds=7, microseconds=11), timedelta(hours=5, microseconds=-3)
print(a + b, a - b, b - a, a * 3, 3 * a, a * 1.5, 0.25 * a, a / 7, a // 7, a / b, a // b, a % b, divmod(a, b), divmod(-a, b), a / 2.5, -a // 7, -a / 7, a * -1)
print(a > b, a == b, a != b, a <= a, a == 3, a.__lt__(3), sorted(values)[:3], timedelta.max // 10**9, timedelta.max / 3, timedelta.max % timedelta(7))
print(hash(timedelta(1)) == hash(timedelta(hours=24)), hash(timedelta()), {timedelta(1): 2}[timedelta(hours=24)])

print("date")
d = date(2024, 2, 29)
print(d, repr(d), d.weekday(), d.isoweekday(), d.toordinal(), d.timetuple(), d.ctime(), d.isocalendar(), d.strftime("%Y %j %U %a %b %% %f %z %Z"), f"{d:%d.%m.}", f"{d}")
print(d + timedelta(365), d - timedelta(60), d - date(2023, 2, 28), timedelta(1) + d, d.replace(year=2020), d.replace(day=1, month=12), d.__replace__(month=1))
for y in (1, 4, 100, 400, 1900, 1970, 2000, 2004, 2020, 2026, 9999):
    x = date(y, 12, 31)
    print(x, x.toordinal(), x.isocalendar(), date.fromordinal(x.toordinal()) == x, tuple(date(y, 1, 1).isocalendar()), date.fromisocalendar(*x.isocalendar()) == x if y < 9999 else "")
iso = d.isocalendar()
print(iso.year, iso.week, iso.weekday, iso[1:], iso == (2024, 9, 4), pickle.loads(pickle.dumps(iso)), len(iso), isinstance(iso, tuple))
print(d < date.max, d == date(2024, 2, 29), d != 3, hash(d) == hash(date(2024, 2, 29)), d.__eq__(datetime(2024, 2, 29)), datetime(2024, 2, 29) == d)
bad = 0
for n in range(1, 3652059, 997):
    x = date.fromordinal(n)
    bad += x.toordinal() != n or x.weekday() != (n + 6) % 7 or date.fromisoformat(x.isoformat()) != x or date.fromisocalendar(*x.isocalendar()) != x
print(bad)

print("time")
t = time(12, 34, 56, 789, timezone(timedelta(hours=-3, minutes=-30)), fold=1)
for x in (t, time(), time(1), time(1, 2, 3), time(1, 2, 3, 4), time(23, 59, 59, 999999, UTC)):
    print(x, repr(x), x.isoformat("minutes"), x.isoformat("hours"), x.isoformat("milliseconds"), x.isoformat(timespec="auto"), x.tzinfo, x.utcoffset(), x.tzname(), x.dst(), x.fold, x.strftime("%H:%M:%S.%f %z %:z %Z"))
print(t.replace(tzinfo=None), t.replace(hour=1, fold=0), time(1) < time(2), time(12, tzinfo=UTC) == time(13, tzinfo=timezone(timedelta(hours=1))), time(1) == time(1, tzinfo=UTC), hash(t) == hash(t.replace(fold=0)))


class Eastern(tzinfo):
    def utcoffset(self, dt):
        return timedelta(hours=-5) + self.dst(dt)

    def dst(self, dt):
        return timedelta(hours=1) if dt is not None and 3 < dt.month < 11 else timedelta(0)

    def tzname(self, dt):
        return "E%T" if self.dst(dt) else "EST"

    def __repr__(self):
        return "Eastern()"


print("datetime")
E = Eastern()
x = datetime(2024, 7, 4, 12, 30, 15, 250000, E)
print(x, repr(x), x.utcoffset(), x.dst(), x.tzname(), x.date(), x.time(), x.timetz(), x.timetuple(), x.utctimetuple(), x.ctime())
print(x.astimezone(UTC), x.astimezone(timezone(timedelta(hours=9))), x.astimezone(E) is x, datetime(2024, 1, 1, tzinfo=UTC).astimezone(E), x.timestamp(), x.strftime("%c %z %Z %%z"))
print(x - datetime(2024, 7, 4, tzinfo=UTC), x + timedelta(200), (x + timedelta(200)).utcoffset(), x - timedelta(hours=13), datetime.max - datetime.min)
print(x == x.astimezone(UTC), hash(x) == hash(x.astimezone(UTC)), x < datetime(2024, 7, 4, tzinfo=UTC), x == datetime(2024, 7, 4), x != datetime(2024, 7, 4), x.replace(tzinfo=None) < datetime.max)
for f in (datetime(1, 1, 1), datetime(2024, 1, 1, fold=1), datetime(2024, 1, 1, 1, 1, 1, 1, UTC, fold=1), x):
    print(repr(f), f.isoformat(" ", "seconds"), f.isoformat("€"), f.fold)
print(datetime.combine(date(2020, 1, 2), time(3, 4, tzinfo=UTC, fold=1)), datetime.combine(x, time(3, 4, tzinfo=UTC), tzinfo=None), datetime.combine(date(2020, 1, 2), time(3), UTC))
print(datetime.fromtimestamp(1.5, UTC), datetime.fromtimestamp(-1.000001, UTC), datetime.fromtimestamp(1e9 + 0.0000005, UTC), datetime.fromtimestamp(2**33, UTC), datetime.strptime("2024-05-06 07:08:09.5 +0130", "%Y-%m-%d %H:%M:%S.%f %z"))
print(datetime(2024, 5, 6).replace(hour=7, tzinfo=UTC), x.__replace__(year=2000), datetime(2024, 5, 6, 7).replace(fold=1).fold)


class Sub(datetime):
    def __new__(cls, *args, **kwargs):
        self = super().__new__(cls, *args, **kwargs)
        self.extra = len(args)
        return self


s = Sub(2024, 1, 2, 3)
for y in (s, s + timedelta(1), s.replace(day=5), Sub.fromisoformat("2024-01-02T03:04"), Sub.combine(date.max, time.min), Sub.fromordinal(5), Sub.strptime("2024", "%Y"), s.astimezone(UTC).replace(tzinfo=None) - s, s.date()):
    print(type(y).__name__, y, getattr(y, "extra", None))


class Day(date):
    pass


print(type(Day(2024, 1, 1) + timedelta(1)), type(Day.today()), type(Day.fromisoformat("2024-01-01")), Day(2024, 1, 1) == date(2024, 1, 1))

print("pickle")
for v in [*values, d, t, x.replace(tzinfo=UTC), datetime(2024, 1, 1, 1, 1, 1, 1, UTC, fold=1), UTC, timezone(timedelta(hours=1), "X"), datetime.min]:
    for proto in range(2, 6):
        data = pickle.dumps(v, proto)
        w = pickle.loads(data)
        assert w == v and type(w) is type(v), v
    print(v.__reduce__() if not isinstance(v, timezone) else v.__getinitargs__(), getattr(w, "fold", ""))
print(date(b"\x07\xe8\x02\x1d"), time(b"\x8c\x22\x38\x00\x03\x15").fold, datetime(b"\x07\xe8\x82\x1d\x0c\x22\x38\x00\x03\x15", UTC))
for bad in (lambda: date(b"\x07\xe8\x0d\x1d"), lambda: datetime(b"\x07\xe8\x82\x1d\x0c\x22\x38\x00\x03\x15", 3), lambda: date("\x07\u0130\x02\x1d")):
    try:
        print(bad())
    except (TypeError, ValueError) as e:
        print(repr(e))

# a datetime is not traversed by the collector: what holds a zone of a class made here would keep this module
del E, x, f, w, v
