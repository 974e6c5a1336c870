using System.Reflection;
using Millrace.Operators;

namespace Millrace.Testing;

/// <summary>A side output of a function under test.</summary>
internal abstract class TestSide
{
    /// <summary>The <see cref="SideOutput{T}"/>.</summary>
    public abstract object Name { get; }

    /// <summary>The rows sent to it: a <see cref="TestOutput{T}"/>.</summary>
    public abstract object Rows { get; }

    public abstract bool OnlyCounts { set; }

    public abstract void Attach<TOut>(ProcessContext<TOut> context);

    public abstract void Drain();

    public abstract int Count { get; }

    public abstract void CutTo(int count);

    /// <summary>The side outputs that a function declares.</summary>
    public static TestSide[] Of(Type function) =>
    [
        .. function.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(SideOutput<>))
            .Select(field => (TestSide)Activator.CreateInstance(typeof(TestSide<>).MakeGenericType(field.FieldType.GetGenericArguments()), field.GetValue(null))!),
    ];
}

/// <inheritdoc/>
internal sealed class TestSide<T>(SideOutput<T> name) : TestSide
{
    private readonly TestOutput<T> _kept = new();
    private RowBuffer<T> _rows = null!;

    public override object Name => name;

    public override object Rows => _kept;

    public override int Count => _kept.Count;

    public override void CutTo(int count) => _kept.CutTo(count);

    public override bool OnlyCounts { set => _kept.OnlyCounts = value; }

    public override void Attach<TOut>(ProcessContext<TOut> context) => _rows = context.AddSide(name);

    public override void Drain()
    {
        var end = new TestEnd<T>(_kept);
        if (_rows.Count > 0) _rows.DrainTo(ref end);
    }
}
