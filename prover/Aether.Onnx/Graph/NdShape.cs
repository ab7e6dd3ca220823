namespace Aether.Onnx;

/// <summary>Arithmetic on shapes: lists of sizes, outermost axis first.</summary>
internal static class NdShape
{
    /// <summary>Number of elements.</summary>
    public static int Count(IReadOnlyList<int> sizes)
    {
        long count = 1;
        foreach (int size in sizes)
            count = checked(count * size);
        return checked((int)count);
    }

    public static string Text(IReadOnlyList<int> sizes) => $"({string.Join(", ", sizes)})";

    /// <summary>Elements between neighbours of each axis.</summary>
    public static int[] Strides(IReadOnlyList<int> sizes)
    {
        int[] strides = new int[sizes.Count];
        int step = 1;
        for (int axis = sizes.Count - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= Math.Max(1, sizes[axis]);
        }
        return strides;
    }

    /// <summary>Strides that read a tensor as if it had a larger shape: 0 along axes that are repeated.</summary>
    public static int[] BroadcastStrides(IReadOnlyList<int> sizes, int rank)
    {
        int[] own = Strides(sizes);
        int[] strides = new int[rank];
        for (int axis = 0; axis < sizes.Count; axis++)
            strides[rank - sizes.Count + axis] = sizes[axis] == 1 ? 0 : own[axis];
        return strides;
    }

    /// <summary>Shape of an elementwise operation of two tensors, or null when they do not agree.</summary>
    public static int[]? Broadcast(IReadOnlyList<int> a, IReadOnlyList<int> b)
    {
        int[] sizes = new int[Math.Max(a.Count, b.Count)];
        for (int i = 1; i <= sizes.Length; i++)
        {
            int left = i <= a.Count ? a[^i] : 1;
            int right = i <= b.Count ? b[^i] : 1;
            if (left != right && left != 1 && right != 1)
                return null;
            sizes[^i] = left == 1 ? right : left;
        }
        return sizes;
    }

    /// <summary>Calls <paramref name="visit"/> for every element in row-major order with its offsets under two sets of strides.</summary>
    public static void Walk(IReadOnlyList<int> sizes, int[] first, int[] second, Action<int, int, int> visit)
    {
        int count = Count(sizes);
        int[] at = new int[sizes.Count];
        int a = 0;
        int b = 0;
        for (int i = 0; i < count; i++)
        {
            visit(i, a, b);
            for (int axis = sizes.Count - 1; axis >= 0; axis--)
            {
                a += first[axis];
                b += second[axis];
                if (++at[axis] < sizes[axis])
                    break;
                a -= first[axis] * sizes[axis];
                b -= second[axis] * sizes[axis];
                at[axis] = 0;
            }
        }
    }

    /// <summary>The elements as they are found under other strides.</summary>
    public static float[] Gather(float[] values, IReadOnlyList<int> sizes, int[] strides, int start = 0)
    {
        float[] result = new float[Count(sizes)];
        Walk(sizes, strides, new int[sizes.Count], (i, at, _) => result[i] = values[start + at]);
        return result;
    }
}
