using Aether.Inference;

namespace Aether.Cuda;

// Gemm, Conv2D and MatMul as contractions, and DepthwiseConv2D beside them. prover/kernels/contract.h says what the fields mean.
internal sealed partial class OperatorLauncher
{
    private void Gemm(Air8Operator op, int id)
    {
        TensorShape source = ShapeOf(op);
        int axes = op.Parameters[0];
        int summedLog = Enumerable.Range(0, axes + 1).Sum(source.Log);
        // The summed axes are the lowest index bits: together they are one axis, and the others move up.
        DeviceBox box = Folded(op.Shape, axes, (uint)op.Shape.Channels, (uint)op.Shape.Log(0));
        Contract(
            Base(op, id) with
            {
                From = Folded(source, axes, 1u << summedLog, (uint)summedLog),
                Box = position == 0 ? box : box.At(op.PositionAxis!.Value - axes, position),
                RunLog = (uint)summedLog,
                RowLog = (uint)summedLog,
            },
            1
        );
    }

    private void Conv2D(Air8Operator op, int id)
    {
        TensorShape source = ShapeOf(op);
        Window2D window = Window2D.Of(op.Parameters);
        int runLog = source.Log(0) + TensorShape.LogOf(window.Width);
        Contract(
            Base(op, id) with
            {
                From = DeviceBox.Of(source) with { Live0 = 1u << source.Log(0) },
                Box = Box(op),
                KernelX = (uint)window.Width,
                KernelY = (uint)window.Height,
                StrideXLog = (uint)window.StrideLogX,
                StrideYLog = (uint)window.StrideLogY,
                Left = window.Left,
                Top = window.Top,
                RunLog = (uint)runLog,
                RowLog = (uint)(runLog + TensorShape.LogOf(window.Height)),
            },
            1
        );
    }

    private void MatMul(Air8Operator op, int id)
    {
        TensorShape left = ShapeOf(op);
        TensorShape right = ShapeOf(op, 1);
        DeviceBox box = DeviceBox.Of(new TensorShape(op.Shape.Channels, op.Shape.Width));
        uint batchSliced = 0;
        long batches = (long)op.Shape.Height * op.Shape.Batch;
        switch (position == 0 ? null : op.PositionAxis)
        {
            case 1:
                box = box.At(1, position);
                break;
            case 2:
                (box, batchSliced, batches) = (box.WithPosition(position), 1, op.Shape.Batch);
                break;
            case 3:
                (box, batchSliced, batches) = (box.WithPosition(position), 2, op.Shape.Height);
                break;
        }
        Contract(
            Base(op, id) with
            {
                Weights = In(op, 1),
                Bias16 = op.Biased ? In(op, 2) : 0,
                BiasShift = (uint)op.Parameters[0],
                From = DeviceBox.Of(new TensorShape(left.Channels, left.Width)) with { Live0 = 1u << left.Log(0) },
                Box = box,
                RunLog = (uint)left.Log(0),
                RowLog = (uint)left.Log(0),
                BatchWidth = (uint)op.Shape.Height,
                BatchWidthLog = (uint)op.Shape.Log(2),
                InBatchLog = (uint)(left.Log(0) + left.Log(1)),
                WeightsBatchLog = (uint)(right.Log(0) + right.Log(1)),
                OutBatchLog = (uint)(op.Shape.Log(0) + op.Shape.Log(1)),
                BatchSliced = batchSliced,
            },
            batches
        );
    }

    private void Depthwise(Air8Operator op, int id)
    {
        Window2D window = Window2D.Of(op.Parameters);
        kernels.Depthwise(
            stream,
            new DepthwiseArgs(
                In(op),
                constants.Weights(op),
                tensors[id].Address,
                constants.Finish(op, id),
                From(op),
                Box(op),
                (uint)window.Width,
                (uint)window.Height,
                (uint)window.StrideLogX,
                (uint)window.StrideLogY,
                window.Left,
                window.Top,
                (uint)TensorShape.LogOf(window.Width)
            )
        );
    }

    /// <summary>A kernel of 1 by 1 over one batch.</summary>
    private ContractArgs Base(Air8Operator op, int id) =>
        new()
        {
            In = In(op),
            Weights = constants.Weights(op),
            Out = Cleared(op, id),
            Finish = constants.Finish(op, id),
            KernelX = 1,
            KernelY = 1,
            BatchWidth = 1,
        };

    private void Contract(ContractArgs args, long batches) => kernels.Contract(stream, args, batches, kernels.Choose(args, batches));

    /// <summary>Axes 0 to <paramref name="axes"/> as one axis of the given size, the others behind it.</summary>
    private static DeviceBox Folded(TensorShape shape, int axes, uint live, uint log)
    {
        int[] rest = [.. Enumerable.Range(axes + 1, TensorShape.AxisCount - 1 - axes).Select(shape.Live), 1, 1, 1];
        return DeviceBox.Of(new TensorShape(1, rest[0], rest[1], rest[2])) with { Live0 = live, Log0 = log };
    }
}
