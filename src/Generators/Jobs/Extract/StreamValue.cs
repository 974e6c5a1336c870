using Microsoft.CodeAnalysis;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>What an expression in <c>Define</c> stands for.</summary>
internal abstract class StreamValue;

/// <summary>The parameter of <c>Define</c>.</summary>
internal sealed class BuilderValue : StreamValue;

/// <summary>A stream: the output of a node.</summary>
internal sealed class RowsValue(Input input, ITypeSymbol row, SyntaxNode place) : StreamValue
{
    public Input Input { get; } = input;
    public ITypeSymbol Row { get; } = row;

    /// <summary>The call that made it, for a diagnostic if it leads nowhere.</summary>
    public SyntaxNode Place { get; } = place;
}

/// <summary>A stream and its key.</summary>
internal sealed class KeyedValue(RowsValue rows, ITypeSymbol keyType, KeyModel key, SyntaxNode place) : StreamValue
{
    public RowsValue Rows { get; } = rows;
    public ITypeSymbol KeyType { get; } = keyType;
    public KeyModel Key { get; } = key;
    public SyntaxNode Place { get; } = place;
    public bool Used { get; set; }
}

/// <summary>A keyed stream in windows, before its aggregate.</summary>
internal sealed class WindowedValue(KeyedValue keyed, WindowModel window, int node, SyntaxNode place) : StreamValue
{
    public KeyedValue Keyed { get; } = keyed;
    public WindowModel Window { get; } = window;

    /// <summary>Id kept free for the aggregate, since its late rows may be named before it.</summary>
    public int Node { get; } = node;

    public SyntaxNode Place { get; } = place;

    /// <summary>What leaves rows out; null if all stay.</summary>
    public Evictor? Evictor { get; init; }
}

/// <summary>What leaves rows of a window out.</summary>
/// <param name="Argument">The expression that makes it.</param>
/// <param name="ByTime">True if their event time decides.</param>
internal sealed record Evictor(int Argument, bool ByTime);

/// <summary>A stream of which every subtask gets every row.</summary>
internal sealed class BroadcastValue(RowsValue rows, SyntaxNode place) : StreamValue
{
    public RowsValue Rows { get; } = rows;
    public SyntaxNode Place { get; } = place;
}

/// <summary>A keyed stream with another beside it, before its function.</summary>
internal sealed class ConnectedValue(KeyedValue left, OperatorCall call, EquatableArray<Input> sides, int node) : StreamValue
{
    public KeyedValue Left { get; } = left;

    /// <summary>The call that connected them.</summary>
    public OperatorCall Call { get; } = call;

    public EquatableArray<Input> Sides { get; } = sides;

    /// <summary>Id kept free for the function.</summary>
    public int Node { get; } = node;
}

/// <summary>A sink that rows were sent to.</summary>
internal sealed class EndValue(int node) : StreamValue
{
    public int Node { get; } = node;
}

/// <summary>Several streams, as a helper returns them.</summary>
internal sealed class TupleValue(IReadOnlyList<StreamValue> items) : StreamValue
{
    public IReadOnlyList<StreamValue> Items { get; } = items;
}

/// <summary>What a helper without a result stands for.</summary>
internal sealed class NothingValue : StreamValue;
