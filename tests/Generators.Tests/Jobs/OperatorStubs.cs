using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Tests.Jobs;

/// <summary>Operators as the compiler expects them, for those that the library does not have yet.</summary>
internal static class OperatorStubs
{
    private const string Chain = """
            public void Open(SubtaskContext context) { }
            public void Flush() { }
            public bool Watermark(long watermark) => true;
            public bool Finish() => true;
            public bool Resume() => true;
            public bool HasRoom => true;
            public void Close() { }
        """;

    private static readonly (string Name, string Code)[] Stubs =
    [
        ("PartialKeyedWindow`6", $$"""
            public struct PartialKeyedWindow<TIn, TKey, TKeyRecord, TAcc, TFn, TOut>(TFn functions, WindowSpec window, string name, int output) : IOperator<TIn>
                where TIn : unmanaged, IRecord<TIn> where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
                where TAcc : unmanaged, IRecord<TAcc> where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
            { public void Collect(in TIn row, long time) { } {{Chain}} }
            """),
        ("KeyedAggregate`7", $$"""
            public struct KeyedAggregate<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TNext>(TFn functions, string name, TNext next) : IOperator<TIn>
                where TIn : unmanaged, IRecord<TIn> where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
                where TAcc : unmanaged, IRecord<TAcc> where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut> where TNext : struct, IOperator<TOut>
            { public void Collect(in TIn row, long time) { } {{Chain}} }
            """),
        ("IReduceFunction`2", "public interface IReduceFunction<T, TKey> { TKey Key(in T row); T Reduce(in T first, in T second); }"),
        ("KeyedReduce`6", $$"""
            public struct KeyedReduce<T, TKey, TKeyRecord, TRecord, TFn, TNext>(TFn functions, string name, TNext next) : IOperator<T>
                where T : unmanaged where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
                where TRecord : struct, IRecord<T> where TFn : struct, IReduceFunction<T, TKey> where TNext : struct, IOperator<T>
            { public void Collect(in T row, long time) { } {{Chain}} }
            """),
        ("Fork`3", $$"""
            public struct Fork<T, TFirst, TSecond>(TFirst first, TSecond second) : IOperator<T> where TFirst : struct, IOperator<T> where TSecond : struct, IOperator<T>
            { public void Collect(in T row, long time) { } {{Chain}} }
            """),
        ("RowHead`2", $$"""
            public struct RowHead<T, TNext>(TNext next) : IHead where T : unmanaged where TNext : struct, IOperator<T>
            { public int Process(in RowBatch batch, int from, int to) => to; {{Chain}} }
            """),
        ("TimedHead`2", $$"""
            public struct TimedHead<T, TNext>(TNext next) : IHead where T : unmanaged where TNext : struct, IOperator<T>
            { public int Process(in RowBatch batch, int from, int to) => to; {{Chain}} }
            """),
        ("DistinctSlot`2", """
            public struct DistinctSlot<T, TRecord> where T : unmanaged where TRecord : struct, IRecord<T>
            {
                public static bool HasText => true;
                public static int TextBytes(in DistinctSlot<T, TRecord> slot) => 0;
                public static void MoveText(ref DistinctSlot<T, TRecord> slot, ref TextArea area) { }
                public static void Rebase(ref DistinctSlot<T, TRecord> slot, in Rebase rebase) { }
                public void Add(in T value, StateHeap heap) { }
                public void Merge(in DistinctSlot<T, TRecord> other, StateHeap heap) { }
                public readonly long Result => 0;
            }
            """),
    ];

    /// <summary>Code for the operators that <paramref name="compilation"/> does not know.</summary>
    public static string For(Compilation compilation) =>
        "using Millrace.Memory; using Millrace.Runtime; namespace Millrace.Operators;\n"
        + string.Join("\n", Stubs.Where(stub => compilation.GetTypeByMetadataName("Millrace.Operators." + stub.Name) is null).Select(stub => stub.Code));
}
