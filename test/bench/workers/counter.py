"""CPython's counter in four processes under a lock; prints milliseconds from barrier to barrier, as JSON."""
import json
import multiprocessing
import sys
import time


def raise_counter(counter, barrier, times):
    barrier.wait()
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1
    barrier.wait()


if __name__ == "__main__":
    workers, times = (int(argument) for argument in sys.argv[1:])
    counter = multiprocessing.Value("i", 0)
    barrier = multiprocessing.Barrier(workers + 1)
    arguments = (counter, barrier, times)
    processes = [multiprocessing.Process(target=raise_counter, args=arguments) for _ in range(workers)]
    for process in processes:
        process.start()
    barrier.wait()
    start = time.perf_counter()
    barrier.wait()
    took = (time.perf_counter() - start) * 1000
    for process in processes:
        process.join()
    print(json.dumps({"ms": took, "count": counter.value}))
