using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Jobs.Plan;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes a run of stateless operators as one struct with one straight-line method.</summary>
internal sealed class RunEmitter(JobModel job, UserLines lines, CodeWriter code)
{
    private const string Runtime = "global::Millrace.Runtime.";
    private const string Operators = "global::Millrace.Operators.";

    public void Emit(RunPlan run, int id)
    {
        bool isSource = run.Role == RunRole.Source;
        bool assignsTime = run.Steps.Any(IsTime);
        bool many = run.Steps[run.Steps.Count - 1].Kind == StepKind.SelectMany;
        string self = job.Class.FullName;
        code.Line($"/// <summary>{Describe(run)}.</summary>");
        string bases = isSource ? $"{Runtime}IHead" : $"{Runtime}IOperator<{run.Input}>";
        string contract = run.IsLifted ? "IKeyedOperator" : "IOperator", next = run.IsLifted ? $"{Operators}Batched<{run.Output}, TNext>" : "TNext";
        using (code.Block($"private struct {Name(id)}<TNext> : {bases} where TNext : struct, {Runtime}{contract}<{run.Output}>"))
        {
            code.Line($"private readonly {self} _job;");
            code.Line($"private {next} _next;");
            if (assignsTime) code.Line($"private {Runtime}SubtaskContext _context;");
            foreach (var time in Generating(run)) code.Line($"private {Generators(time)} _watermarks{time.Id};");
            int filters = isSource && !many ? LeadingFilters(run) : 0;
            if (filters > 0)
            {
                code.Line("private ushort[] _passed;");
                if (TimeFirst(run)) code.Line("private long[] _times;");
            }
            code.Line();
            using (code.Block($"public {Name(id)}({self} job, {next} next)"))
            {
                code.Line("_job = job;").Line("_next = next;");
                if (assignsTime) code.Line("_context = null!;");
                foreach (var time in Generating(run)) code.Line($"_watermarks{time.Id} = null!;");
                if (filters > 0)
                {
                    code.Line("_passed = new ushort[BlockRows];");
                    if (TimeFirst(run)) code.Line("_times = new long[BlockRows];");
                }
            }
            code.Line();
            if (filters > 0) ProcessInTwoPasses(run, filters, assignsTime);
            else if (isSource) Process(run, assignsTime, many);
            else Collect(run);
            if (isSource && run.Steps.Any(MayThrow)) Retrace(run);
            code.Line();
            using (code.Block($"public void Open({Runtime}SubtaskContext context)"))
            {
                if (assignsTime)
                {
                    code.Line("_context = context;");
                    if (run.Steps.Any(step => step.Kind == StepKind.IngestionTime)) code.Line("context.EventTime.FollowClock();");
                    foreach (var step in run.Steps.Where(step => step.Kind == StepKind.EventTime)) Assign((EventTimeNode)job.Nodes[step.Node]);
                }
                code.Line("_next.Open(context);");
            }
            code.Line();
            code.Line("public void Flush() => _next.Flush();");
            code.Line("public bool Watermark(long watermark) => _next.Watermark(watermark);");
            code.Line("public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);");
            code.Line("public bool Finish() => _next.Finish();");
            code.Line("public bool Resume() => _next.Resume();");
            code.Line("public bool HasRoom => _next.HasRoom;");
            code.Line("public void Save(global::Millrace.Memory.SnapshotWriter to) => _next.Save(to);");
            code.Line("public void Load(global::Millrace.Memory.SnapshotReader from) => _next.Load(from);");
            code.Line("public void Close() => _next.Close();");
        }
        code.Line();
    }

    private void Assign(EventTimeNode time)
    {
        string settings = $"_job.{Method(time.OutOfOrderness).Name}()";
        if (time.Watermarks is not { Generator.Length: > 0 }) { code.Line($"context.EventTime.Assign({settings});"); return; }
        code.Line($"var watermarks{time.Id} = {settings};");
        code.Line($"_watermarks{time.Id} = new(watermarks{time.Id});");
        code.Line($"context.EventTime.Assign(watermarks{time.Id}, _watermarks{time.Id});");
    }

    /// <summary>What makes the watermarks of a run by a rule of the user's.</summary>
    private IEnumerable<EventTimeNode> Generating(RunPlan run) =>
        run.Steps.Select(step => job.Nodes[step.Node]).OfType<EventTimeNode>().Where(time => time.Watermarks is { Generator.Length: > 0 });

    private static string Generators(EventTimeNode time) => $"{Runtime}SplitWatermarks<{time.Row.Name}, {time.Watermarks!.Generator}>";

    /// <summary>The generators of the split whose rows the method goes through.</summary>
    private void TakeGenerators(RunPlan run)
    {
        foreach (var time in Generating(run)) code.Line($"ref {time.Watermarks!.Generator} watermarks{time.Id} = ref _watermarks{time.Id}.Current;");
    }

    /// <summary>What a row does to watermarks, besides its time.</summary>
    private void Watermark(EventTimeNode time, string row)
    {
        if (time.Watermarks is { Mark: >= 0 and var mark })
            lines.Write(code, mark, $"if ({Call(mark, row)} is {{ }} mark{time.Id}) _context.EventTime.Mark(mark{time.Id}.Microseconds);");
        else if (time.Watermarks is { Generator.Length: > 0 })
            code.Line($"watermarks{time.Id}.OnRow(in {row}, new global::Millrace.Timestamp(time));");
    }

    public static string Name(int id) => $"__Run{id + 1}";

    /// <summary>The row's way through the steps to its event time, or out at a filter: for the first rows of a split.</summary>
    public void Probe(SourcePlan source)
    {
        var node = job.Nodes[source.Node];
        var time = (EventTimeNode)job.Nodes[source.EventTime];
        using (code.Block($"private bool __probe{source.Node}(in {node.Row.Name} row, out long time)"))
        {
            code.Line("var job = this;");
            code.Line("time = long.MinValue;");
            string row = "row";
            foreach (var step in source.ProbeSteps) row = Apply(step, row, "return false;");
            lines.Write(code, time.Time, $"time = {Call(time.Time, row)}.Microseconds;");
            code.Line("return true;");
        }
        code.Line();
    }

    private static bool TimeFirst(RunPlan run) => run.Steps[0].Kind == StepKind.EventTime;

    private static bool IsTime(Step step) => step.Kind is StepKind.EventTime or StepKind.IngestionTime;

    /// <summary>Number of filters that a row meets before anything else but its event time.</summary>
    private static int LeadingFilters(RunPlan run) =>
        run.Steps.Skip(TimeFirst(run) ? 1 : 0).TakeWhile(step => step.Kind == StepKind.Where).Count();

    /// <summary>
    /// A filter in front: first which rows pass, then what becomes of them. Whether a row passes cannot be foreseen, and so
    /// must not be a branch around all the rest.
    /// </summary>
    private void ProcessInTwoPasses(RunPlan run, int filters, bool assignsTime)
    {
        bool timeFirst = TimeFirst(run);
        code.Line("private const int BlockRows = 1024;");
        code.Line();
        using (code.Block($"public int Process(in {Runtime}RowBatch batch, int from, int to)"))
        {
            code.Line($"var rows = batch.Rows<{run.Input}>();");
            code.Line($"for (int start = from; start < to; start += BlockRows) ProcessBlock(rows[start..global::System.Math.Min(start + BlockRows, to)]{(timeFirst ? ", start" : "")});");
            code.Line("return to;");
        }
        code.Line();
        code.Line("// Two passes, since a mispredicted filter costs more than writing down which rows pass (measured: 3.9 against 2.3 ns a row).");
        code.Line(MethodAttributes.Separate);
        using (code.Block($"private void ProcessBlock(global::System.ReadOnlySpan<{run.Input}> rows{(timeFirst ? ", int first" : "")})"))
        {
            code.Line("var job = _job;");
            code.Line("ushort[] passed = _passed;");
            if (timeFirst) code.Line("long[] times = _times;");
            if (assignsTime) code.Line("long highest = long.MinValue;");
            TakeGenerators(run);
            code.Line("int count = 0;");
            using (code.Block("for (int i = 0; i < rows.Length; i++)"))
            {
                code.Line($"ref readonly {run.Input} row = ref rows[i];");
                code.Line("global::Millrace.Memory.CacheLines.PrefetchAhead(in row);");
                if (timeFirst)
                {
                    int time = ((EventTimeNode)job.Nodes[run.Steps[0].Node]).Time;
                    lines.Write(code, time, $"long time = {Call(time, "row")}.Microseconds;");
                    Require(run.Steps[0].Node, "first + i");
                    code.Line("highest = global::System.Math.Max(highest, time);");
                    Watermark((EventTimeNode)job.Nodes[run.Steps[0].Node], "row");
                    code.Line("times[count] = time;");
                }
                code.Line("passed[count] = (ushort)i;");
                var predicates = run.Steps.Skip(timeFirst ? 1 : 0).Take(filters).Select(step => ((WhereNode)job.Nodes[step.Node]).Predicate).ToList();
                // A later filter must not see what an earlier one keeps out. Each is a statement of its own, for its line.
                for (int i = 0; i < predicates.Count; i++)
                    lines.Write(code, predicates[i], $"{(i == 0 ? "bool passes =" : "passes = passes &&")} {Call(predicates[i], "row")};");
                // Not an if: the JIT makes a branch of that.
                code.Line("count += passes ? 1 : 0;");
            }
            bool timeIsKnown = timeFirst && run.Steps.Count(IsTime) == 1;
            // Before the second loop, so that nothing but what it needs takes up registers in it.
            if (timeIsKnown) code.Line("_context.EventTime.Observe(highest);");
            Loop(run, "0", "count", () =>
            {
                code.Line($"ref readonly {run.Input} row = ref rows[passed[i]];");
                if (timeFirst) code.Line("long time = times[i];");
                else if (!assignsTime) code.Line("const long time = long.MinValue;");
                Body(run, timeFirst ? "time = " : "long time = ", "if (time > highest) highest = time;", "continue;", "-1", filters + (timeFirst ? 1 : 0));
            });
            if (assignsTime && !timeIsKnown) code.Line("_context.EventTime.Observe(highest);");
        }
    }

    private void Process(RunPlan run, bool assignsTime, bool many)
    {
        // A frame of its own, once per batch: the lambdas' lines show in it.
        code.Line(MethodAttributes.Separate);
        using (code.Block($"public int Process(in {Runtime}RowBatch batch, int from, int to)"))
        {
            code.Line("var job = _job;");
            code.Line($"var rows = batch.Rows<{run.Input}>();");
            if (assignsTime) code.Line("long highest = long.MinValue;");
            TakeGenerators(run);
            Loop(run, "from", "to", () =>
            {
                if (many)
                {
                    using (code.Block("if (!_next.HasRoom)"))
                    {
                        if (assignsTime) code.Line("if (highest != long.MinValue) _context.EventTime.Observe(highest);");
                        code.Line("return i;");
                    }
                }
                code.Line($"ref readonly {run.Input} row = ref rows[i];");
                code.Line("global::Millrace.Memory.CacheLines.PrefetchAhead(in row);");
                if (!assignsTime) code.Line("const long time = long.MinValue;");
                Body(run, "long time = ", "if (time > highest) highest = time;", "continue;", "i");
            });
            if (assignsTime) code.Line("_context.EventTime.Observe(highest);");
            code.Line("return to;");
        }
    }

    /// <summary>A loop over rows. One that writes batches has no call within, so that its variables stay in registers.</summary>
    private void Loop(RunPlan run, string from, string to, Action body)
    {
        if (!run.IsLifted)
        {
            using (code.Block($"for (int i = {from}; i < {to}; i++)")) body();
            return;
        }
        using (code.Block($"for (int i = {from}; i < {to};)"))
        {
            code.Line("var room = _next.Room;");
            code.Line($"int end = global::System.Math.Min(i + room.Length, {to}), filled = 0;");
            using (code.Block("for (; i < end; i++)")) body();
            code.Line("_next.Filled(filled);");
        }
    }

    private bool MayThrow(Step step) => job.Nodes[step.Node] switch
    {
        WhereNode where => Method(where.Predicate).MayThrow,
        SelectNode select => Method(select.Selector).MayThrow,
        EventTimeNode time => Method(time.Time).MayThrow || time.Watermarks is { Mark: >= 0 and var mark } && Method(mark).MayThrow,
        SelectManyNode select => Method(select.Selector).MayThrow,
        AggregateNode aggregate when step.Kind == StepKind.Lift => (!aggregate.Key.IsOne && Method(aggregate.Key.Lambda).MayThrow) || aggregate.Group.Values.Any(value => Method(value.Lambda).MayThrow),
        _ => false,
    };

    /// <summary>The functions of a row once more, to find the row for which one of them throws.</summary>
    private void Retrace(RunPlan run)
    {
        code.Line();
        code.Line(MethodAttributes.Separate);
        using var block = code.Block($"public void Retrace(in {Runtime}RowBatch batch, int index, ref string? operatorName)");
        code.Line("var job = _job;");
        code.Line($"ref readonly {run.Input} row = ref batch.Rows<{run.Input}>()[index];");
        string row = "row";
        foreach (var step in run.Steps.TakeWhile(step => step.Kind != StepKind.SelectMany))
        {
            if (MayThrow(step)) code.Line($"operatorName = {Names.Literal(job.Nodes[step.Node].Name)};");
            if (step.Kind == StepKind.EventTime)
            {
                var time = (EventTimeNode)job.Nodes[step.Node];
                lines.Write(code, time.Time, $"_ = {Call(time.Time, row)};");
                if (time.Watermarks is { Mark: >= 0 and var mark }) lines.Write(code, mark, $"_ = {Call(mark, row)};");
            }
            else if (step.Kind != StepKind.IngestionTime) row = Apply(step, row, "return;");
        }
    }

    private void Collect(RunPlan run)
    {
        code.Line(MethodAttributes.For(run.Steps.Any(MayThrow)));
        using (code.Block($"public void Collect(in {run.Input} row, long time)"))
        {
            code.Line("var job = _job;");
            TakeGenerators(run);
            Body(run, "time = ", "_context.EventTime.Observe(time);", "return;", "-1");
        }
    }

    /// <summary>Refuses a row whose time is none.</summary>
    private void Require(int node, string index) =>
        code.Line($"if (!{Runtime}EventTimes.Contains(time)) {Runtime}EventTimes.Refuse(_context, time, {index}, {Names.Literal(job.Nodes[node].Name)});");

    private void Body(RunPlan run, string declareTime, string observe, string skip, string index, int from = 0)
    {
        string row = "row";
        foreach (var step in run.Steps.Skip(from))
        {
            if (step.Kind == StepKind.EventTime)
            {
                int time = ((EventTimeNode)job.Nodes[step.Node]).Time;
                lines.Write(code, time, $"{declareTime}{Call(time, row)}.Microseconds;");
                Require(step.Node, index);
                code.Line(observe);
                Watermark((EventTimeNode)job.Nodes[step.Node], row);
                declareTime = "time = ";
            }
            else if (step.Kind == StepKind.IngestionTime)
            {
                code.Line($"{declareTime}_context.NowUs;");
                declareTime = "time = ";
            }
            else if (step.Kind == StepKind.SelectMany)
            {
                int selector = ((SelectManyNode)job.Nodes[step.Node]).Selector;
                var method = Method(selector);
                lines.Write(code, selector, $"job.{method.Name}({method.Parameters[0].Modifier}{row}, new __Collector{step.Node}<TNext>(ref _next, time));");
                return;
            }
            else row = Apply(step, row, skip);
        }
        code.Line(run is { IsLifted: true, Role: RunRole.Source }
            ? $"{Runtime}Timed<{run.Output}>.Write(ref room[filled++], time, in {row});"
            : $"_next.Collect(in {row}, time);");
    }

    /// <summary>Writes a step and returns the variable that holds its result.</summary>
    private string Apply(Step step, string row, string skip)
    {
        string next = $"row{step.Node}";
        switch (step.Kind)
        {
            case StepKind.Where:
                int predicate = ((WhereNode)job.Nodes[step.Node]).Predicate;
                lines.Write(code, predicate, $"if (!{Call(predicate, row)}) {skip}");
                return row;
            case StepKind.Select:
                var select = (SelectNode)job.Nodes[step.Node];
                lines.Write(code, select.Selector, $"{select.Row.Name} {next} = {Call(select.Selector, row)};");
                return next;
            case StepKind.Lift:
                var aggregate = (AggregateNode)job.Nodes[step.Node];
                var fields = new List<string> { $"key{step.Node}" };
                if (aggregate.Key.IsOne) fields[0] = "default";
                else lines.Write(code, aggregate.Key.Lambda, $"{aggregate.Key.Type.Name} {fields[0]} = {Call(aggregate.Key.Lambda, row)};");
                for (int i = 0; i < aggregate.Group.Values.Count; i++)
                {
                    var value = aggregate.Group.Values[i];
                    fields.Add($"value{step.Node}_{i + 1}");
                    // A filter may be what keeps the lambda from throwing.
                    int filter = Method(value.Lambda).MayThrow ? SlotValues.FilterOf(aggregate.Group, i) : -1;
                    string read = filter < 0 ? Call(value.Lambda, row) : $"{fields[filter + 1]} ? {Call(value.Lambda, row)} : default";
                    lines.Write(code, value.Lambda, $"{value.Type.Name} {fields[i + 1]} = {read};");
                }
                if (aggregate.Window?.Late == LateRows.Output) fields.Add(row);
                code.Line($"var {next} = new __In{aggregate.Id}({string.Join(", ", fields)});");
                return next;
            case StepKind.Late:
                var late = (AggregateNode)job.Nodes[step.Node];
                code.Line($"({late.InputRow.Name} Row, global::Millrace.Duration Lateness) {next} = ({row}.Row.Row, {row}.Lateness);");
                return next;
            default:
                throw new InvalidOperationException($"{step.Kind} is no step of its own.");
        }
    }

    private string Call(int lambda, string row) => $"job.{Method(lambda).Name}({Method(lambda).Parameters[0].Modifier}{row})";

    private LambdaModel Method(int lambda) => job.Lambdas[lambda];

    private string Describe(RunPlan run) => string.Join(", ", run.Steps.Select(step => step.Kind switch
    {
        StepKind.Lift => $"input of {job.Nodes[step.Node].Name}",
        StepKind.Late => $"late rows of {job.Nodes[step.Node].Name}",
        _ => job.Nodes[step.Node].Name,
    })).Replace("&", "&amp;").Replace("<", "&lt;");
}
