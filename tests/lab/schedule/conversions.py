"""What tuple() of an iterator and zip() make beside their results, as the young count shows it."""
import gc

calls = [
    lambda: tuple(i for i in (1, 2)),
    lambda: tuple(i for i in range(30)),
    lambda: tuple({1, 2}),
    lambda: tuple([1, 2]),
    lambda: zip((1,), (2,)),
    lambda: zip(),
    lambda: list(zip((1,), (2,))),
]
for call in calls:
    counts = []
    for _ in range(3):
        gc.collect()
        before = gc.get_count()[0]
        call()
        counts.append(gc.get_count()[0] - before)
    print(counts)
