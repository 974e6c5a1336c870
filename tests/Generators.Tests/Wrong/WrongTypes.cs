namespace Millrace.Generators.Tests.Wrong;

/// <summary>Mistakes in records and operators.</summary>
internal static class WrongTypes
{
    public static readonly TheoryData<string, string> Records = new()
    {
        { "MR2001", "[Record] public readonly partial record struct A(int B, ⟦string⟧ C);" },
        { "MR2002", "[Record] public readonly record struct ⟦A⟧(int B);" },
        { "MR2003", "[Record] public partial record struct ⟦A⟧(int B);" },
        { "MR2004", "[Record] public partial class ⟦A⟧;" },
        { "MR2005", "[Record] public readonly partial record struct ⟦A⟧<T>(int B);" },
        { "MR2006", "[Record] public readonly ref partial struct ⟦A⟧;" },
        { "MR2007", "[Record] file readonly partial record struct ⟦A⟧(int B);" },
        { "MR2008", "public class Outer { [Record] public readonly partial record struct ⟦A⟧(int B); }" },
        { "MR2009", "public partial class Outer<T> { [Record] public readonly partial record struct ⟦A⟧(int B); }" },
        { "MR2010", "[Record] public readonly partial record struct A(int B) { public int ⟦C⟧ { get; } }" },
        { "MR2011", "[Record] public readonly partial record struct A(int B, ⟦RecordList<A>⟧ C);" },
        { "MR2012", "[Record] public readonly partial record struct A(⟦DateTime⟧ B);" },
        { "MR2013", "[Record, ⟦System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)⟧] public readonly partial record struct A(int B);" },
        { "MR2014", "[Record] public readonly partial record struct A(int WindowStart, int ⟦WINDOW_START⟧);" },
        { "MR2015", "public struct P { public int X; } [Record] public readonly partial record struct A(int B, ⟦P⟧ C);" },
        { "MR2019", "[Record] public readonly partial record struct A(int B, int C) { public bool ⟦Equals⟧(A other) => B == other.B; public override int GetHashCode() => B; }" },
        { "MR2016", "[Record] public readonly partial record struct ⟦A⟧;" },
        // A job that uses it has nothing to add.
        { "MR2001", "[Record] public readonly partial record struct A(int B, ⟦string⟧ C); [Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Millrace.Csv.Read<A>(\"x\")).Where(a => a.B > 0).To(Millrace.Csv.Write<A>(\"-\")); }" },
        { "CS0246", "[Job] public sealed partial class J { public Source<⟦Missing⟧> In { get; init; } = null!; void Define(JobBuilder job) => job.From(In).Where(a => true).To(null!); }" },
        { "CS0246", "[Record] public readonly partial record struct A(int B, ⟦Missing⟧ C);" },
        { "CS1001", "[Record] public readonly partial record struct A(int B, int⟦)⟧;" },
        { "MR2001", "[Record] public readonly partial record struct A(int B, ⟦string⟧ C); [Record] public readonly partial record struct D(A E);" },
        { "MR2012", "[Record] public readonly partial record struct A(int B, ⟦DateTime⟧ C); [Record] public readonly partial record struct D(A E);" },
        { "CS0246", "[Record] public readonly partial record struct A(int B, ⟦Missing⟧ C); [Record] public readonly partial record struct D(A E);" },
        { "CS0246", "[Record] public readonly partial record struct A(int B, (int, ⟦Missing⟧) C); [Record] public readonly partial record struct D(A E);" },
        { "CS0102", "[Record] public readonly partial record struct A(int B) { public int B { get; init; } public int ⟦B⟧ { get; init; } }" },
        { "CS0111", "[Record] public readonly partial record struct A(int B) { public bool Yes() => true; public bool ⟦Yes⟧() => false; }" },
    };

    public static readonly TheoryData<string, string> Operators = new()
    {
        { "MR3010", "[Operator] public partial struct A : KEYED_FUNCTION, ITimerFunction<long, int> { [State(Expires = true)] private EventTimer ⟦_b⟧; PROCESS public void OnTimer(Timestamp time, KeyedContext<long, int> context) => _b.Clear(); }" },
        { "MR3020", "[Operator] public struct ⟦A⟧ : KEYED_FUNCTION { PROCESS }" },
        { "MR3021", "[Operator] public partial struct ⟦A⟧ { }" },
        { "MR3022", "[Operator] public partial struct A : KEYED_FUNCTION { [State] private int ⟦_b⟧; PROCESS }" },
        { "MR3023", "[Operator] public partial struct A : KEYED_FUNCTION { [State] private MapState<int, string> ⟦_b⟧; PROCESS }" },
        { "MR3024", "[Operator] public partial struct A : IProcessFunction<int, int> { [State] private ValueState<int> ⟦_b⟧; public void Process(in int row, ProcessContext<int> context) { } }" },
        { "MR3025", "[Operator] public partial struct A : KEYED_FUNCTION { [State] private EventTimer ⟦_b⟧; PROCESS }" },
        { "MR3026", "[Operator] public partial struct ⟦A⟧ : KEYED_FUNCTION, ITimerFunction<long, int> { TIMERS PROCESS public void OnTimer(Timestamp time, KeyedContext<long, int> context) { } }" },
        { "MR3027", "[Operator] public partial struct A : KEYED_FUNCTION { private ValueState<int> ⟦_b⟧; PROCESS }" },
        { "MR3028", "[Operator] public partial struct A : KEYED_FUNCTION { [State] private BroadcastState<int, int> ⟦_b⟧; PROCESS }" },
        { "MR3022", "[Operator] public partial struct A : KEYED_FUNCTION { [State] private int ⟦_b⟧; PROCESS } [Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Millrace.Rows.From<int>([])).KeyBy(r => (long)r).Process(new A()).Named(\"a\").To(Millrace.Rows.Discard<int>()); }" },
        { "MR3022", "[Operator] public partial struct A : KEYED_FUNCTION { [State] private readonly ValueState<int> ⟦_b⟧; PROCESS }" },
        { "MR3022", "[Operator] public partial struct A : KEYED_FUNCTION { [State] private static ValueState<int> ⟦_b⟧; PROCESS }" },
        { "MR3029", "[Operator] public partial struct A : KEYED_FUNCTION { private ValueState<int> ⟦B⟧ { get; set; } PROCESS }" },
        { "MR3029", "[Operator] public partial struct A : KEYED_FUNCTION { [field: State] private ValueState<int> ⟦B⟧ { get; set; } PROCESS }" },
        { "MR3029", "public struct Counters { [State] private ValueState<int> ⟦_b⟧; }" },
        { "CS0246", "[Operator] public partial struct A : KEYED_FUNCTION { [State] private ValueState<⟦Missing⟧> _b; PROCESS }" },
        { "CS0535", "[Operator] public partial struct A : ⟦KEYED_FUNCTION⟧ { [State] private ValueState<int> _b; }" },
        { "CS0103", "[Operator] public partial struct A : KEYED_FUNCTION { public void Process(in int row, KeyedContext<long, int> context) => ⟦missing⟧++; }" },
    };

    /// <summary>The whole source of an operator.</summary>
    public static string Operator(string source) => source
        .Replace("KEYED_FUNCTION", "IKeyedProcessFunction<int, long, int>", StringComparison.Ordinal)
        .Replace("TIMERS", string.Concat(Enumerable.Range(0, 16).Select(i => $"[State] private EventTimer _t{i}; ")), StringComparison.Ordinal)
        .Replace("PROCESS", "public void Process(in int row, KeyedContext<long, int> context) { }", StringComparison.Ordinal);
}
