using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;
using Millrace.Generators.Records;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes what a keyed operator is closed over: input, accumulator, group and functions.</summary>
internal sealed class KeyedEmitter(JobModel job, UserLines lines, CodeWriter code)
{
    private const string Inline = MethodAttributes.Inline;
    private const string Operators = "global::Millrace.Operators.";
    private const string Memory = "global::Millrace.Memory.";

    public void Emit(KeyedNode node)
    {
        if (node is AggregateNode aggregate)
        {
            Input(aggregate);
            Accumulator(aggregate);
            Group(aggregate);
            Functions(aggregate);
            FiringEmitter.Functor(code, job, aggregate);
            if (aggregate.Fold is { } fold) FoldEmitter.Emit(code, job, lines, aggregate, fold);
        }
        else if (node is ReduceNode reduce) Reduce(reduce);
        Selector(node);
    }

    /// <summary>Type of the rows that the operator takes.</summary>
    public static string InputOf(KeyedNode node) => node is AggregateNode ? $"__In{node.Id}" : node.InputRow.Name;

    /// <summary>Their record type.</summary>
    public static string CodecOf(KeyedNode node) => node is AggregateNode ? $"__In{node.Id}" : node.InputRow.Codec;

    private void Input(AggregateNode node)
    {
        var fields = new List<RowField> { node.Key.Type.Field("Key") };
        for (int i = 0; i < node.Group.Values.Count; i++) fields.Add(node.Group.Values[i].Type.Field($"V{i + 1}"));
        if (node.Window?.Late == LateRows.Output) fields.Add(node.InputRow.Field("Row"));
        code.Line($"/// <summary>What {Xml(node.Name)} reads of a row.</summary>");
        RecordEmitter.Row(code, $"__In{node.Id}", fields.ToEquatable());
        code.Line();
    }

    private void Accumulator(AggregateNode node)
    {
        string name = $"__Acc{node.Id}";
        var text = node.Group.Slots.Where(slot => SlotCode.PointsOutside(slot, node)).ToList();
        code.Line($"/// <summary>What {Xml(node.Name)} keeps per key{(node.Window is null ? "" : " and window")}.</summary>");
        using (code.Block($"private struct {name} : {Memory}IRecord<{name}>{(node.IsRanking ? $", {Operators}IRankedAccumulator<{name}>" : "")}"))
        {
            foreach (var slot in node.Group.Slots) code.Line($"public {SlotCode.Type(slot, node)} {slot.Property};");
            code.Line();
            string HasText() => text.Count == 0 ? "false" : string.Join(" || ", text.Select(slot => $"{SlotCode.Type(slot, node)}.HasText"));
            string Bytes() => text.Count == 0 ? "0" : string.Join(" + ", text.Select(slot => $"{SlotCode.Type(slot, node)}.TextBytes(in row.{slot.Property})"));
            code.Line($"static bool {Memory}IRecord<{name}>.HasText => {HasText()};");
            code.Line($"static int {Memory}IRecord<{name}>.TextBytes(in {name} row) => {Bytes()};");
            Each($"static void {Memory}IRecord<{name}>.MoveText(ref {name} row, ref {Memory}TextArea area)", text, slot => $"{SlotCode.Type(slot, node)}.MoveText(ref row.{slot.Property}, ref area);");
            Each($"static void {Memory}IRecord<{name}>.Rebase(ref {name} row, in {Memory}Rebase rebase)", text, slot => $"{SlotCode.Type(slot, node)}.Rebase(ref row.{slot.Property}, in rebase);");
            if (node.IsRanking)
            {
                code.Line($"static bool {Operators}IRankedAccumulator<{name}>.HasEntered(in {name} acc) => acc.Top.HasChosen;");
                code.Line($"static bool {Operators}IRankedAccumulator<{name}>.Choose(ref {name} acc, int index) => acc.Top.Choose(index);");
            }
            code.Line("// An accumulator is neither a key nor sorted.");
            code.Line($"static ulong {Memory}IRecord<{name}>.Hash(in {name} row) => throw new global::System.NotSupportedException();");
            code.Line($"static bool {Memory}IRecord<{name}>.AreEqual(in {name} left, in {name} right) => throw new global::System.NotSupportedException();");
            code.Line($"static int {Memory}IRecord<{name}>.Compare(in {name} left, in {name} right) => throw new global::System.NotSupportedException();");
        }
        code.Line();
    }

    private void Each(string header, List<SlotModel> slots, Func<SlotModel, string> statement)
    {
        if (slots.Count == 0) { code.Line(header + " { }"); return; }
        using (code.Block(header))
        {
            foreach (var slot in slots) code.Line(statement(slot));
        }
    }

    /// <summary>The generated half of the marker <c>group</c>: the results of the slots.</summary>
    private void Group(AggregateNode node)
    {
        string name = $"__Group{node.Id}", key = node.Key.Type.Name;
        var custom = node.Group.Slots.Where(slot => slot.Custom is not null).ToList();
        using (code.Block($"private readonly ref struct {name}"))
        {
            code.Line($"private readonly ref readonly {key} _key;");
            code.Line($"private readonly ref readonly __Acc{node.Id} _acc;");
            foreach (var slot in custom) code.Line($"private readonly {slot.Custom!.Type} _{slot.Property};");
            code.Line();
            string parameters = string.Concat(custom.Select(slot => $", {slot.Custom!.Type} {slot.Property}"));
            using (code.Block($"public {name}(in {key} key, {(node.Window is null ? "" : "global::Millrace.Window window, ")}in __Acc{node.Id} acc{parameters})"))
            {
                code.Line("_key = ref key;").Line("_acc = ref acc;");
                if (node.Window is not null) code.Line("Window = window;");
                foreach (var slot in custom) code.Line($"_{slot.Property} = {slot.Property};");
            }
            code.Line();
            code.Line($"public {key} Key => _key;");
            if (node.Window is not null) code.Line("public global::Millrace.Window Window { get; }");
            foreach (var slot in node.Group.Slots)
            {
                if (slot.Custom is null) code.Line(SlotCode.Member(slot, node));
                else
                {
                    using (code.Block($"public {slot.Result.Name} {slot.Property}"))
                    using (code.Block("get"))
                    {
                        code.Line($"var aggregate = _{slot.Property};");
                        code.Line($"return _acc.{slot.Property}.Result<{SlotCode.Custom(slot, node)}>(ref aggregate);");
                    }
                }
            }
        }
        code.Line();
    }

    private void Functions(AggregateNode node)
    {
        string name = $"__Fn{node.Id}", input = $"__In{node.Id}", acc = $"__Acc{node.Id}", key = node.Key.Type.Name, output = node.Row.Name;
        var slots = node.Group.Slots;
        var custom = slots.Where(slot => slot.Custom is not null).ToList();
        string contract = $"{Operators}IWindowFunction<{input}, {key}, {acc}, {output}>";
        using (code.Block($"private readonly struct {name} : {contract}"))
        {
            code.Line($"private readonly {job.Class.FullName} _job;");
            foreach (var slot in custom) code.Line($"private readonly {slot.Custom!.Type} _{slot.Property};");
            foreach (var slot in slots.Where(slot => slot.Count >= 0)) code.Line($"private readonly {SlotCode.Setting(slot, node).Type} _{slot.Property};");
            code.Line();
            using (code.Block($"public {name}({job.Class.FullName} job)"))
            {
                code.Line("_job = job;");
                foreach (var slot in slots.Where(slot => slot.Count >= 0)) code.Line($"_{slot.Property} = {SlotCode.Setting(slot, node).Make}(job.{job.Lambdas[slot.Count].Name}());");
                foreach (var slot in custom) code.Line($"_{slot.Property} = job.{job.Lambdas[slot.Custom!.Argument].Name}();");
            }
            code.Line();
            code.Line($"public static bool CanMerge => {(node.CanMerge && !slots.Any(slot => slot.KeepsAll) ? "true" : "false")};");
            code.Line();
            code.Line(Inline).Line($"public {key} Key(in {input} row) => row.Key;");
            code.Line();
            code.Line(Inline).Line($"public void Create(ref {acc} acc, in {input} row, long time, {Memory}StateHeap heap) => Add(ref acc, in row, time, heap);");
            code.Line();
            code.Line(Inline);
            using (code.Block($"public void Add(ref {acc} acc, in {input} row, long time, {Memory}StateHeap heap)"))
            {
                foreach (var slot in slots) code.Line(SlotCode.Add(slot, node));
            }
            code.Line();
            using (code.Block($"public void Merge(ref {acc} acc, in {acc} other, {Memory}StateHeap heap)"))
            {
                foreach (var slot in slots) code.Line(SlotCode.Merge(slot, node));
            }
            code.Line();
            if (node.Window is { Kind: WindowKind.Sliding } && slots.All(slot => SlotCode.CanRetract(slot, node)))
            {
                code.Line("public static bool CanRetract => true;");
                code.Line();
                Each($"public void Retract(ref {acc} acc, in {acc} other)", slots.ToList(), slot => SlotCode.Retract(slot, node));
                code.Line();
            }
            Each($"public void Release(ref {acc} acc, {Memory}StateHeap heap)", slots.Where(slot => SlotCode.PointsOutside(slot, node)).ToList(),
                slot => $"acc.{slot.Property}.Release(heap);");
            code.Line();
            string aggregates = string.Concat(custom.Select(slot => $", _{slot.Property}"));
            string window = node.Window is null ? "" : "window, ";
            code.Line(MethodAttributes.For(job.Lambdas[node.Group.Result].MayThrow));
            code.Line($"public {output} Result(in {key} key, global::Millrace.Window window, in {acc} acc) =>");
            lines.Write(code, node.Group.Result, $"    _job.{job.Lambdas[node.Group.Result].Name}(new __Group{node.Id}(in key, {window}in acc{aggregates}));");
        }
        code.Line();
    }

    private void Reduce(ReduceNode node)
    {
        string row = node.Row.Name;
        var reducer = job.Lambdas[node.Reducer];
        using (code.Block($"private readonly struct __Fn{node.Id} : {Operators}IReduceFunction<{row}, {node.Key.Type.Name}>"))
        {
            Functor($"__Fn{node.Id}");
            KeyMethod(node, row);
            code.Line();
            code.Line(MethodAttributes.For(reducer.MayThrow)).Line($"public {row} Reduce(in {row} first, in {row} second) =>");
            lines.Write(code, node.Reducer, $"    _job.{reducer.Name}({reducer.Parameters[0].Modifier}first, {reducer.Parameters[1].Modifier}second);");
        }
        code.Line();
    }

    /// <summary>The key of a row in front of an exchange.</summary>
    private void Selector(KeyedNode node)
    {
        using (code.Block($"private readonly struct __Key{node.Id} : {Operators}IKeySelector<{InputOf(node)}, {node.Key.Type.Name}>"))
        {
            Functor($"__Key{node.Id}");
            if (node is AggregateNode) code.Line(Inline).Line($"public {node.Key.Type.Name} Key(in {InputOf(node)} row) => row.Key;");
            else KeyMethod(node, InputOf(node));
        }
        code.Line();
    }

    private void KeyMethod(KeyedNode node, string row)
    {
        if (node.Key.Lambda < 0)
        {
            code.Line(Inline).Line($"public {node.Key.Type.Name} Key(in {row} row) => row;");
            return;
        }
        code.Line(MethodAttributes.For(job.Lambdas[node.Key.Lambda].MayThrow)).Line($"public {node.Key.Type.Name} Key(in {row} row) =>");
        lines.Write(code, node.Key.Lambda, $"    {Call(node.Key.Lambda, "row")};");
    }

    private void Functor(string name)
    {
        code.Line($"private readonly {job.Class.FullName} _job;");
        code.Line();
        code.Line($"public {name}({job.Class.FullName} job) => _job = job;");
        code.Line();
    }

    private string Call(int lambda, string row) => $"_job.{job.Lambdas[lambda].Name}({job.Lambdas[lambda].Parameters[0].Modifier}{row})";

    private static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;");
}
