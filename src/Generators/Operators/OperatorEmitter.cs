using Millrace.Generators.Infrastructure;
using Millrace.Generators.Records;

namespace Millrace.Generators.Operators;

/// <summary>Writes the half of an operator that lays out its state and binds its fields to it.</summary>
internal static class OperatorEmitter
{
    private const string State = "global::Millrace.State.";
    private const string Memory = "global::Millrace.Memory.";

    public static string Emit(OperatorModel model)
    {
        var code = new CodeWriter();
        using (code.Half(model.Namespace, model.Headers, Contract(model))) Members(code, model);
        return code.ToString();
    }

    private static string Contract(OperatorModel model) => $"{State}IFunctionState<{model.FullName}.__State, {model.Context}>";

    private static void Members(CodeWriter code, OperatorModel model)
    {
        var timers = model.Fields.Where(field => field.Kind is StateKind.EventTimer or StateKind.ProcessingTimer).ToList();
        bool expires = model.Fields.Any(field => field.Expires);
        Layout(code, model, timers, expires);
        string contract = Contract(model);
        code.Line($"static bool {contract}.HasState => {(model.Fields.Any(IsKeyed) ? "true" : "false")};");
        code.Line($"static uint {contract}.EventTimers => {Bits(timers, StateKind.EventTimer)};");
        code.Line($"static uint {contract}.ProcessingTimers => {Bits(timers, StateKind.ProcessingTimer)};");
        code.Line($"static int {contract}.ExpiryTimer => {(expires ? timers.Count : -1)};");
        code.Line();
        code.Line($"static ref {State}TimerSlot {contract}.Timer(ref __State state, int timer) => ref __State.__Timer(ref state, timer);");
        code.Line();
        using (code.Block($"void {contract}.Attach({State}StateBinder binder)"))
        {
            if (model.Fields.Count > 0) code.Line("__State.__Attach(ref this, binder);");
            if (model.HasLifecycle) code.Line("__Lifecycle.Open(ref this, binder.Context);");
        }
        code.Line();
        code.Line($"void {contract}.OnTimer(global::Millrace.Timestamp time, {model.Context} context)");
        code.Line(model.HasOnTimer ? "    => __Timers.OnTimer(ref this, time, context);" : "    => throw new global::System.InvalidOperationException();");
        code.Line();
        code.Line($"void {contract}.Detach(){(model.HasLifecycle ? " => __Lifecycle.Close(ref this);" : " { }")}");
        Calls(code, model);
    }

    /// <summary>Calls through a type parameter reach methods that the user implements explicitly, without a copy of the struct.</summary>
    private static void Calls(CodeWriter code, OperatorModel model)
    {
        if (model.HasLifecycle)
        {
            code.Line();
            using (code.Block("private static class __Lifecycle"))
            {
                code.Line("public static void Open<T>(ref T function, global::Millrace.OperatorContext context) where T : global::Millrace.IOperatorLifecycle => function.Open(context);");
                code.Line("public static void Close<T>(ref T function) where T : global::Millrace.IOperatorLifecycle => function.Close();");
            }
        }
        if (!model.HasOnTimer) return;
        string arguments = model.Context.Substring(model.Context.IndexOf('<'));
        code.Line();
        using (code.Block("private static class __Timers"))
            code.Line($"public static void OnTimer<T>(ref T function, global::Millrace.Timestamp time, {model.Context} context) where T : global::Millrace.ITimerFunction{arguments} => function.OnTimer(time, context);");
    }

    /// <summary>The state of a key. Public, for jobs of other assemblies; its fields are not, since their types may be private to the operator.</summary>
    private static void Layout(CodeWriter code, OperatorModel model, List<StateFieldModel> timers, bool expires)
    {
        code.Line("/// <summary>What is kept per key.</summary>");
        code.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        using (code.Block("public struct __State"))
        {
            foreach (var field in model.Fields.Where(IsKeyed))
            {
                code.Line($"private {Slot(field)} {field.Name};");
                if (HasExpiry(field)) code.Line($"private long {Expiry(field)};");
            }
            if (expires) code.Line($"private {State}TimerSlot __expiry;");
            if (model.Fields.Count > 0)
            {
                code.Line();
                using (code.Block($"internal static void __Attach(ref {model.FullName} function, {State}StateBinder binder)"))
                {
                    if (model.Fields.Any(IsKeyed)) code.Line("__State state = default;");
                    foreach (var field in model.Fields) code.Line($"function.{field.Name} = binder.{Binding(field, timers.IndexOf(field))};");
                }
                code.Line();
            }
            using (code.Block($"internal static ref {State}TimerSlot __Timer(ref __State state, int timer)"))
            {
                var slots = timers.Select(timer => timer.Name).Concat(expires ? ["__expiry"] : []).ToList();
                for (int i = 0; i < slots.Count - 1; i++) code.Line($"if (timer == {i}) return ref state.{slots[i]};");
                code.Line(slots.Count == 0 ? "throw new global::System.InvalidOperationException();" : $"return ref state.{slots[slots.Count - 1]};");
            }
        }
        code.Line();
        RecordEmitter.Tuples(code, model.Fields.SelectMany(field => field.Types), "private", RecordParts.All & ~RecordParts.Csv & ~RecordParts.Json);
    }

    private static bool IsKeyed(StateFieldModel field) => field.Kind is not (StateKind.Broadcast or StateKind.Operator or StateKind.Union);

    private static string Slot(StateFieldModel field) => field.Kind switch
    {
        StateKind.List => $"{Memory}NativeVector<{field.Types[0].Name}>",
        StateKind.Map => $"{Memory}NativeMap<{field.Types[0].Name}, {field.Types[0].Codec}, {State}{(field.Expires ? "ExpiringValue" : "LastingValue")}<{field.Types[1].Name}>>",
        StateKind.EventTimer or StateKind.ProcessingTimer => State + "TimerSlot",
        _ => field.Types[0].Name,
    };

    private static string Binding(StateFieldModel field, int timer)
    {
        string offset = $"\"{field.Name.TrimStart('@')}\", {State}StateBinder.OffsetOf(ref state, ref state.{field.Name})";
        string expiry = HasExpiry(field) ? $"{State}StateBinder.OffsetOf(ref state, ref state.{Expiry(field)})" : "-1";
        string types = string.Join(", ", field.Types.Select(type => $"{type.Name}, {type.Codec}"));
        return field.Kind switch
        {
            StateKind.Broadcast or StateKind.Operator or StateKind.Union => $"{field.Kind}<{types}>(\"{field.Name.TrimStart('@')}\")",
            StateKind.Value => $"Value<{types}>({offset}, {expiry})",
            StateKind.List => $"List<{types}>({offset}, {expiry})",
            StateKind.Map => $"{(field.Expires ? "ExpiringMap" : "Map")}<{types}>({offset})",
            StateKind.Reducing => $"Reducing<{types}, {field.TypeArguments[1]}>({offset}, {expiry})",
            StateKind.Aggregating => $"Aggregating<{field.TypeArguments[0]}, {field.Types[0].Name}, {field.TypeArguments[1]}, {field.TypeArguments[2]}, {field.Types[0].Codec}>({offset}, {expiry})",
            _ => $"{field.Kind}({offset}, {timer})",
        };
    }

    /// <summary>True if the time at which the field expires lies beside it; the entries of a map have one each.</summary>
    private static bool HasExpiry(StateFieldModel field) => field.Expires && field.Kind is (StateKind.Value or StateKind.List or StateKind.Reducing or StateKind.Aggregating);

    private static string Expiry(StateFieldModel field) => $"__expiry_{field.Name.TrimStart('@')}";

    private static string Bits(List<StateFieldModel> timers, StateKind kind)
    {
        uint bits = 0;
        for (int i = 0; i < timers.Count; i++)
            if (timers[i].Kind == kind) bits |= 1u << i;
        return bits + "u";
    }
}
