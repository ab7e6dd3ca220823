using Aether.Inference;

namespace Aether.Cuda;

/// <summary>Starts the kernels of a model's operators on the tensors of a session.</summary>
/// <param name="flag">Address of a word that becomes 1 when a token has no row.</param>
/// <param name="position">Address of the word that numbers the step of a decode loop; 0 in a single pass, which makes whole tensors.</param>
/// <remarks>Source: prover/AIR8.md, Operators. Inputs are always read whole; in a decode loop a kernel makes its result at one position.</remarks>
internal sealed partial class OperatorLauncher(
    Air8Model model,
    DeviceModel constants,
    DeviceTensors tensors,
    DeviceKernels kernels,
    CudaStream stream,
    ulong flag,
    ulong position
)
{
    private readonly IReadOnlyList<Air8Operator> operators = model.Operators;

    /// <summary>Queues an operator. Nothing happens for inputs and for other readings of bytes that exist.</summary>
    public void Launch(int id)
    {
        Air8Operator op = operators[id];
        switch (op.Opcode)
        {
            case Air8Opcode.Input or Air8Opcode.Label or Air8Opcode.State:
            case Air8Opcode.Output or Air8Opcode.Reshape or Air8Opcode.StateOutput:
                break;
            case Air8Opcode.Gemm:
                Gemm(op, id);
                break;
            case Air8Opcode.Conv2D:
                Conv2D(op, id);
                break;
            case Air8Opcode.MatMul:
                MatMul(op, id);
                break;
            case Air8Opcode.DepthwiseConv2D:
                Depthwise(op, id);
                break;
            case Air8Opcode.Transpose or Air8Opcode.Concat or Air8Opcode.Slice:
                Move(op, id);
                break;
            case Air8Opcode.ArgMax
            or Air8Opcode.SoftmaxDivide
            or Air8Opcode.RmsScale
            or Air8Opcode.Normalise
            or Air8Opcode.Centre
            or Air8Opcode.Embedding:
                Row(op, id);
                break;
            default:
                Element(op, id);
                break;
        }
    }

    private ulong In(Air8Operator op, int input = 0) => tensors[op.Inputs[input]].Address;

    private TensorShape ShapeOf(Air8Operator op, int input = 0) => operators[op.Inputs[input]].Shape;

    private DeviceBox From(Air8Operator op, int input = 0) => DeviceBox.Of(ShapeOf(op, input));

    /// <summary>What of the result is made.</summary>
    private DeviceBox Box(Air8Operator op) =>
        position == 0 ? DeviceBox.Of(op.Shape) : DeviceBox.Of(op.Shape).At(op.PositionAxis!.Value, position);

    /// <summary>The result's address; its frame is zero where the kernel writes live elements only. A decode loop starts with zeros.</summary>
    private ulong Cleared(Air8Operator op, int id)
    {
        if (position == 0 && DeviceBox.Of(op.Shape).Padded)
            stream.Clear(tensors[id], Tensor.ByteCount(op.Type, op.Shape));
        return tensors[id].Address;
    }

    private void Element(Air8Operator op, int id)
    {
        DeviceFinish finish = constants.Finish(op, id);
        OperatorParameters p = op.Parameters;
        DeviceBox box = Box(op);
        ulong result = tensors[id].Address;
        switch (op.Opcode)
        {
            case Air8Opcode.Lut:
                kernels.Lut(stream, new LutArgs(In(op), result, finish, box));
                break;
            case Air8Opcode.Add:
                uint subtract = op.IsVariant ? 1u : 0;
                kernels.Add(stream, new AddArgs(In(op), In(op, 1), result, finish, box, (uint)p[0], (uint)p[1], subtract));
                break;
            case Air8Opcode.Map2:
                kernels.Add(stream, new AddArgs(In(op), In(op, 1), result, finish, box, LeftShift: 8, RightShift: 0, Subtract: 0));
                break;
            case Air8Opcode.AvgPool:
                kernels.Average(stream, new AverageArgs(In(op), result, finish, From(op), box, (uint)p[0], (uint)p[1]));
                break;
            case Air8Opcode.PairMap:
                kernels.Pair(stream, new PairArgs(In(op), result, finish, From(op), box, (uint)p[0]));
                break;
            case Air8Opcode.CausalMask:
                kernels.CausalMask(stream, new CausalMaskArgs(In(op), result, box));
                break;
            case Air8Opcode.Exp:
                kernels.Exponential(stream, new ExponentialArgs(In(op), result, constants.Exponential(op), box));
                break;
            case Air8Opcode.View8:
                kernels.View8(stream, new View8Args(In(op), result, box));
                break;
            case Air8Opcode.Update:
                Update(op, result, box);
                break;
            default:
                throw new InvalidOperationException($"{op.Opcode} passed the checker but has no kernel");
        }
    }

    private void Update(Air8Operator op, ulong result, DeviceBox box)
    {
        TensorShape delta = ShapeOf(op, 1);
        ulong input = op.IsVariant ? 0 : In(op, 2);
        kernels.Update(
            stream,
            new UpdateArgs(
                In(op),
                In(op, 1),
                input,
                result,
                box,
                (uint)delta.Channels,
                (uint)delta.Log(0),
                (uint)op.Parameters.Word,
                (uint)op.Shift
            )
        );
    }

    private void Row(Air8Operator op, int id)
    {
        ulong result = Cleared(op, id);
        DeviceFinish finish = constants.Finish(op, id);
        DeviceBox box = Box(op);
        OperatorParameters p = op.Parameters;
        switch (op.Opcode)
        {
            case Air8Opcode.ArgMax:
                kernels.ArgMax(stream, new ArgMaxArgs(In(op), result, From(op), box));
                break;
            case Air8Opcode.SoftmaxDivide:
                kernels.SoftmaxDivide(stream, new SoftmaxDivideArgs(In(op), result, box));
                break;
            case Air8Opcode.RmsScale:
                kernels.RmsScale(stream, new RmsScaleArgs(In(op), result, From(op), box, (uint)p[0], p.Number));
                break;
            case Air8Opcode.Normalise:
                kernels.Normalise(
                    stream,
                    new NormaliseArgs(In(op), In(op, 1), constants.Weights(op), result, finish, box, From(op, 1), (uint)p[0])
                );
                break;
            case Air8Opcode.Centre:
                kernels.Centre(stream, new CentreArgs(In(op), result, finish, box));
                break;
            default:
                uint byPosition = op.IsVariant ? 1u : 0;
                kernels.Embedding(
                    stream,
                    new EmbeddingArgs(In(op), constants.Weights(op), result, flag, From(op), box, p.Number, byPosition)
                );
                break;
        }
    }

    private void Move(Air8Operator op, int id)
    {
        int bytes = ElementForm.Of(op.Type).Bytes;
        OperatorParameters p = op.Parameters;
        if (op.Opcode == Air8Opcode.Transpose)
        {
            ulong whole = tensors[id].Address;
            kernels.Transpose(
                stream,
                bytes,
                new TransposeArgs(In(op), whole, From(op), Box(op), (uint)p[0], (uint)p[1], (uint)p[2], (uint)p[3])
            );
            return;
        }
        ulong result = Cleared(op, id);
        DeviceBox to = DeviceBox.Of(op.Shape);
        bool slice = op.Opcode == Air8Opcode.Slice;
        uint start = 0;
        for (int i = 0; i < op.Inputs.Count; i++)
        {
            uint length = (uint)(slice ? op.Shape : ShapeOf(op, i)).Live(p[0]);
            // The part that is moved is named by the input's places; the position's axis is another than p0.
            DeviceBox from = position == 0 ? From(op, i) : From(op, i).At(op.PositionAxis!.Value, position);
            kernels.MovePart(
                stream,
                bytes,
                new MovePartArgs(In(op, i), result, from, to, (uint)p[0], slice ? p.Number : 0, slice ? 0 : start, length)
            );
            start += length;
        }
    }
}
