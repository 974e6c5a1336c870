using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Testing;

/// <summary>Where the rows of a <see cref="TestSink{T}"/> go to: it copies their text, so they may leave as they are.</summary>
internal sealed class TestTarget<T>(Action<T> keep) : RowTarget<T>
{
    private readonly Lock _gate = new();

    public override string Name => "test sink";

    public override bool LetsTextOut(bool hasText) => false;

    public override RowOutput<T> Attach(SubtaskContext context) => new Output(this);

    private sealed class Output(TestTarget<T> target) : RowOutput<T>
    {
        public override bool HasRoom => true;

        public override void Collect(in T row)
        {
            lock (target._gate) target.Keep(in row);
        }

        public override bool TryDrain() => true;
    }

    private void Keep(in T row) => keep(LastingText.Keep(in row));
}
