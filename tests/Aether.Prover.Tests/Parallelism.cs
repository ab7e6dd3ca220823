// Most of the time here is spent waiting for blocks, a second each: as many classes at once as have a chain of their own.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
