"""logging: records that are dropped by level, formatted, filtered, passed up to handlers."""
import io
import logging


def once():
    stream = io.StringIO()
    logger = logging.getLogger("bench.logs")
    child = logger.getChild("part")
    logger.propagate = False
    logger.handlers.clear()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s:%(name)s:%(message)s"))
    handler.addFilter(lambda record: record.args != (13,))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    for i in range(150_000):
        child.debug("dropped %d", i)
    for i in range(14_000):
        logger.info("number %d", i)
        child.warning("text %s and %r", "a", i)
    try:
        1 / 0
    except ZeroDivisionError as error:
        logger.error("failed: %s", error)
    text = stream.getvalue()
    return len(text), text.count("\n"), text.splitlines()[-1]


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = (957796, 28000, 'ERROR:bench.logs:failed: division by zero')
