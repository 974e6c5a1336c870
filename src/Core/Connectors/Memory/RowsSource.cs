using Millrace.Connectors;

namespace Millrace;

/// <summary>Rows from the program around the job. Made by <see cref="Rows"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(RowsSplitSource<>))]
public sealed class RowsSource<T> : Source<T>
{
    private readonly string _description;

    internal RowsSource(string description, ReadOnlyMemory<T> rows, RowFeed<T>? feed)
    {
        _description = description;
        Memory = rows;
        Feed = feed;
    }

    /// <summary>The rows, if they are in memory.</summary>
    internal ReadOnlyMemory<T> Memory { get; }

    /// <summary>Where they come from otherwise.</summary>
    internal RowFeed<T>? Feed { get; }

    /// <summary>What reads the rows instead: a <see cref="SplitSource{T}"/> of a test, which scripts when they come.</summary>
    internal object? Scripted { get; init; }

    /// <inheritdoc/>
    public override string Describe() => Feed is null && Scripted is null ? $"{_description} ({Memory.Length})" : _description;

    /// <inheritdoc/>
    public override bool NeedsLayout => false;

    /// <inheritdoc/>
    public override SplitSource<TRow> CreateSplits<TRow, TRecord>() => new RowsSplitSource<TRow>((RowsSource<TRow>)(object)this);
}
