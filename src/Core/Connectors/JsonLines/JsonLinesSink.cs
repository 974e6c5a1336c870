using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Rows written to one JSON Lines file, standard output, a pipe or a device. Made by <see cref="JsonLines.Write{T}"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(JsonLinesSinkOperator<,>))]
public sealed class JsonLinesSink<T> : Sink<T>, IBufferedSink
{
    internal JsonLinesSink(string path)
    {
        Path = path;
        File = new OutputFile(path, Describe());
    }

    /// <summary>The file, or <c>-</c> for standard output.</summary>
    public string Path { get; }

    internal OutputFile File { get; }

    /// <inheritdoc/>
    public override string Describe() => $"json lines {Path}";

    /// <inheritdoc/>
    public override bool UsesStandardOutput => File.IsStandardOutput;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(CancellationToken cancellation) => File.OpenAsync(cancellation);

    ValueTask IBufferedSink.DrainAsync(CancellationToken cancellation) => File.DrainAsync(cancellation);

    /// <inheritdoc/>
    public override ValueTask CommitAsync(CancellationToken cancellation) => File.CommitAsync();

    /// <inheritdoc/>
    public override ValueTask AbortAsync() => File.AbortAsync();

    /// <inheritdoc/>
    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => chain.EndWith(new JsonLinesSinkOperator<TRow, TRecord>((JsonLinesSink<TRow>)(object)this));
}
