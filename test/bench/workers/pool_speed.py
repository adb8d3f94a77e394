"""CPython's own pool on the tasks of the pool benchmark; prints milliseconds as JSON."""
import json
import multiprocessing
import sys
import time


def noop(x):
    return x


def best(run, rounds=3):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


if __name__ == "__main__":
    workers, items, singles = (int(argument) for argument in sys.argv[1:])
    numbers = list(range(items))
    texts = [f"item {number}" for number in numbers]
    with multiprocessing.Pool(workers) as pool:
        pool.map(noop, range(100))
        print(
            json.dumps(
                {
                    "map": best(lambda: pool.map(noop, numbers)),
                    "text": best(lambda: pool.map(noop, texts)),
                    "chunkOne": best(lambda: pool.map(noop, range(singles), 1), 1),
                }
            )
        )
