"""Local time under TZ: files of the zone database and POSIX rules."""
import os
import time
import zoneinfo
from datetime import datetime, timezone

ZONES = (
    "foo5", "EST5EDT", "EST+05EDT,M4.1.0,M10.5.0", "", ":Europe/Paris", "Europe/Dublin", "<+03>-3", "AEST-10AEDT-11,M10.5.0,M3.5.0",
    "/usr/share/zoneinfo/Asia/Tokyo", "UTC+3", "no/such", "America/St_Johns", "CET-1CEST,J60/0,300/5:30", "EST5EDT4,M3.2.0/-2,M11.1.0/26",
)  # fmt: skip
MOMENTS = (0, 1720000000, -1e10, 1e11, 954000000, 972777600, 4102444800, -2e9, 1711846799, 1711846800)

for tz in ZONES:
    os.environ["TZ"] = tz
    time.tzset()
    print(repr(tz), time.tzname, time.timezone, time.altzone, time.daylight)
    for moment in MOMENTS:
        t = time.localtime(moment)
        print("  ", tuple(t), t.tm_zone, t.tm_gmtoff, time.mktime(t), time.strftime("%c %Z %z", t), time.ctime(moment))
    for t in ((2024, 1, 1, 0, 0, 0, 0, 1, 0), (2024, 7, 1, 0, 0, 0, 0, 1, 1), (2024, 7, 1, 0, 0, 0, 0, 1, -1)):
        print("  ", repr(time.strftime("%Z|%z|%s", t)), time.mktime(t))
    for t in ((2024, 3, 31, 2, 30), (2024, 7, 1, 12, 0), (2024, 1, 1, 12, 0)):
        print("  ", [time.mktime(t + (0, 0, 0, dst)) for dst in (-1, 0, 1)])
    print("  ", [time.mktime((2024, 10, 27, 2, 30, 0, 0, 0, dst)) for dst in (0, 1)])
    print("  ", time.strftime("%Z %z", time.gmtime(0)), time.strftime("%Z %z", time.localtime(0)))
    moment = datetime.fromtimestamp(1720000000)
    print("  ", moment, moment.timestamp(), moment.astimezone().isoformat(), moment.astimezone().tzname())
    print("  ", datetime(2024, 10, 27, 2, 30, fold=1).timestamp(), datetime(2024, 3, 31, 2, 30).timestamp())

print(zoneinfo.TZPATH)
for key in ("Europe/Paris", "America/New_York"):
    zone = zoneinfo.ZoneInfo(key)
    moment = datetime(2024, 7, 1, 12, tzinfo=timezone.utc).astimezone(zone)
    print(moment.isoformat(), moment.tzname(), zone.utcoffset(datetime(2050, 1, 1)))
