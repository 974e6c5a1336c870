using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Reads the lambda of an aggregate: every call on <c>group</c> becomes a slot of the accumulator and, in the lambda's
/// text, a property of the generated group; the rest of the lambda is the projection of the result.
/// </summary>
internal sealed class GroupReader(ExtractContext context)
{
    private const int Unread = -2;

    private readonly LambdaReader _lambdas = new(context);
    private readonly List<ValueModel> _values = [];
    private readonly List<SlotModel> _slots = [];
    private readonly List<TextChange> _edits = [];
    private readonly Dictionary<(LambdaModel Lambda, int Filter), int> _valuesByLambda = [];

    /// <summary>The node of an aggregate; null if its lambda could not be read.</summary>
    public RowsValue? ReadNode(int id, string kind, KeyedValue keyed, WindowModel? window, ExpressionSyntax argument, OperatorCall call, int evictor = -1)
    {
        var result = call.Method.TypeArguments[0];
        if (!RowChecks.CheckRow(context, result, call.Name)) return null;
        var type = context.Types.Read(result);
        if (Read(argument, call.Frame, id, keyed, result) is not { } group) return null;
        var node = new AggregateNode(id, kind, false, OperatorCall.From(keyed.Rows), type, context.Types.Read(keyed.Rows.Row), keyed.Key, group, window) { Evictor = evictor };
        return context.Add(FiringReader.WithValue(node), result, call.Name);
    }

    private GroupModel? Read(ExpressionSyntax expression, Frame frame, int id, KeyedValue keyed, ITypeSymbol result)
    {
        (expression, frame) = frame.Resolve(expression, context.Cancellation);
        expression = LambdaReader.Plain(expression);
        if (expression is not AnonymousFunctionExpressionSyntax lambda)
        {
            context.Report(JobDiagnostics.NotALambda, expression, "write a lambda here: what it calls on the group becomes the aggregate, which a method does not show");
            return null;
        }
        if (lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword))
        {
            context.Report(JobDiagnostics.Async, lambda.AsyncKeyword.GetLocation());
            return null;
        }
        if (((SyntaxNode?)lambda.Block ?? lambda.ExpressionBody) is not { IsMissing: false } body
            || LambdaReader.Parameters(lambda, frame) is not { Count: 1 } parameters)
        {
            context.Fail();
            return null;
        }
        var group = parameters[0];
        Clear();
        _lambdas.Group = group;
        foreach (var name in body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText == group.Name && SymbolEqualityComparer.Default.Equals(frame.SymbolOf(name, context.Cancellation), group))
                ReadUse(name, lambda, frame, id, group);
        }
        var reader = new BodyReader(context, frame, _lambdas, lambda, [group]) { Group = group };
        reader.Read(body);
        _lambdas.Group = null;
        var parameter = new ParameterModel("in ", $"__Group{id}", Naming.Escape(group.Name));
        int index = _lambdas.AddResult(lambda, frame, $"__aggregate{id}", [parameter], context.Types.NameOf(result), reader.Edits.Concat(_edits));
        return new GroupModel(index, _values.ToEquatable(), _slots.ToEquatable());
    }

    /// <summary>
    /// Ranks the rows of each key and window: an aggregate that keeps the best as a list, and a step that makes rows of it again. Without a
    /// window, an aggregate that passes on the rows that are among the best so far.
    /// </summary>
    public RowsValue? ReadTop(int id, KeyedValue keyed, WindowModel? window, OperatorCall call)
    {
        var row = context.Types.Read(keyed.Rows.Row);
        if (!RowChecks.CheckStorable(context, row, call.Name) || call.Argument(0) is not { } count || call.Argument(1) is not { } by) return null;
        if (context.Compilation.GetTypeByMetadataName("Millrace.RecordList`1") is not { } list) { context.Fail(); return null; }
        Clear();
        var values = new SlotValues(0, Value(by, call.Type(1), call.Frame, id, -1), -1, call.Argument(2) is { } then ? Value(then, call.Type(2), call.Frame, id, -1) : -1);
        // The row itself, behind what the user's lambdas read of it.
        values = values with { Value = _values.Count };
        _values.Add(new ValueModel(_lambdas.Synthesize($"__aggregate{id}_row", [new ParameterModel("in ", row.Name, "row")], row.Name, "row", perRow: true, call), row));
        int most = Count(count, call.Frame, $"__count{id}");
        if (values.By < 0 || most < 0) return null;
        if (call.Method.ReturnType is not INamedTypeSymbol { TypeArguments: { Length: 1 } returned }) { context.Fail(); return null; }
        bool keepsTies = call.Method.Name == "TopNWithTies";
        var rows = window is null ? returned[0] : list.Construct(keepsTies ? returned[0] : keyed.Rows.Row);
        var type = context.Types.Read(rows);
        _slots.Add(new SlotModel("Top", keepsTies || window is null ? "Ranked" : "TopK", values, type, null) { Count = most, KeepsTies = keepsTies });
        int result = _lambdas.Synthesize($"__aggregate{id}", [new ParameterModel("in ", $"__Group{id}", "group")], type.Name, "group.Top", perRow: true, call);
        var group = new GroupModel(result, _values.ToEquatable(), _slots.ToEquatable());
        var best = context.Add(new AggregateNode(id, "top-n", false, OperatorCall.From(keyed.Rows), type, context.Types.Read(keyed.Rows.Row), keyed.Key, group, window), rows, call.Name);
        if (window is null) return best;
        var ranked = context.Types.Read(returned[0]);
        int rank = context.Reserve(call.Name);
        int ranks = _lambdas.Synthesize($"__ranks{rank}",
            [new ParameterModel("in ", type.Name, "rows"), new ParameterModel("", $"__Collector{rank}<TNext>", "collector")], "void",
            $"{{ for (int i = 0; i < rows.Count; i++) collector.Collect({(keepsTies ? "rows[i]" : "(rows[i], i + 1)")}); }}", perRow: true, call,
            $"<TNext> where TNext : struct, global::Millrace.Runtime.IOperator<{ranked.Name}>");
        return context.Add(new SelectManyNode(rank, "ranks", false, OperatorCall.From(best), ranked, ranks) { IsUnfolding = true }, returned[0], call.Name);
    }

    private void Clear()
    {
        _values.Clear();
        _slots.Clear();
        _edits.Clear();
        _valuesByLambda.Clear();
    }

    private void ReadUse(IdentifierNameSyntax name, AnonymousFunctionExpressionSyntax lambda, Frame frame, int id, IParameterSymbol group)
    {
        bool nested = name.Ancestors().TakeWhile(ancestor => ancestor != lambda).Any(ancestor => ancestor
            is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or QueryExpressionSyntax
            or ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax);
        if (nested || name.Parent is not MemberAccessExpressionSyntax access || access.Expression != name)
        {
            context.Report(JobDiagnostics.GroupEscapes, name, group.Name);
            return;
        }
        var symbol = frame.SymbolOf(access, context.Cancellation);
        if (symbol is IPropertySymbol { Name: "Key" or "Window" } property && Markers.IsGroup(property.ContainingType)) return;
        var (call, method) = Call(access, frame);
        if (method is { Name: "Where" }) LiftFiltered(call!, access, method, frame, id, group);
        else if (method is not null) Lift(call!, access, method, frame, id, -1);
        else if (symbol is null || access.ContainsDiagnostics) context.Fail();
        else context.Report(JobDiagnostics.GroupEscapes, name, group.Name);
    }

    /// <summary><c>group.Where(…).Sum(…)</c>: a slot with a filter.</summary>
    private void LiftFiltered(InvocationExpressionSyntax where, MemberAccessExpressionSyntax access, IMethodSymbol method, Frame frame, int id, IParameterSymbol group)
    {
        var next = where.Parent is MemberAccessExpressionSyntax parent && parent.Expression == where ? parent : null;
        var (call, of) = next is null ? default : Call(next, frame);
        // What is missing or misspelt is for the C# compiler to say.
        if (next is not null && frame.SymbolOf(next, context.Cancellation) is null) context.Fail();
        else if (of is { Name: "Where" }) context.Report(JobDiagnostics.FilteredTwice, next!.Name);
        else if (of is null) context.Report(JobDiagnostics.GroupEscapes, access.Expression, group.Name);
        else if (Value(where, method, 0, frame, id) is >= 0 and var filter) Lift(call!, access, of, frame, id, filter);
    }

    /// <summary>The call of a group's method that an access is part of.</summary>
    private (InvocationExpressionSyntax? Call, IMethodSymbol? Method) Call(MemberAccessExpressionSyntax access, Frame frame) =>
        access.Parent is InvocationExpressionSyntax call && call.Expression == access
        && frame.SymbolOf(access, context.Cancellation) is IMethodSymbol method && Markers.IsGroup(method.ContainingType) ? (call, method) : default;

    /// <summary>Makes a slot of a call; <paramref name="access"/> is where its text begins, and <paramref name="filter"/> the value that rows must have, or -1.</summary>
    private void Lift(InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, IMethodSymbol method, Frame frame, int id, int filter)
    {
        string text;
        if (method.Name is "Quantile" or "Median")
        {
            LiftQuantile(call, access, method, frame, id, filter);
            return;
        }
        if (method.Name == "Count")
        {
            text = filter < 0 ? "Count()" : Slot(call, method, frame, id, new SlotValues(-1, Filter: filter), isCustom: false);
            if (filter < 0 && _slots.All(slot => slot.Property != "Count"))
                _slots.Add(new SlotModel("Count", "Count", new SlotValues(-1), context.Types.Read(method.ReturnType), null));
        }
        else
        {
            int by = Of("by"), then = Of("thenBy"), value = Of("value");
            // Those that are there but could not be read.
            if (value == Unread || by == Unread || then == Unread) return;
            text = Slot(call, method, frame, id, new SlotValues(value, by, filter, then), isCustom: method.Name == "Aggregate");
        }
        _edits.Add(new TextChange(TextSpan.FromBounds(access.Name.SpanStart, call.Span.End), text));

        int Of(string name)
        {
            int parameter = method.Parameters.IndexOf(method.Parameters.FirstOrDefault(parameter => parameter.Name == name)!);
            return parameter < 0 ? -1 : Value(call, method, parameter, frame, id, filter) is >= 0 and var value ? value : Unread;
        }
    }

    /// <summary>Only the text around the share is replaced: it is any expression of the result.</summary>
    private void LiftQuantile(InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, IMethodSymbol method, Frame frame, int id, int filter)
    {
        int value = Value(call, method, 0, frame, id, filter);
        if (value < 0) return;
        string slot = Slot(call, method, frame, id, new SlotValues(value, Filter: filter), isCustom: false);
        if (method.Name == "Median")
        {
            _edits.Add(new TextChange(TextSpan.FromBounds(access.Name.SpanStart, call.Span.End), slot + ".Quantile(0.5)"));
            return;
        }
        if (Frame.Argument(call, method, 1) is not { } share) { context.Fail(); return; }
        if (frame.ConstantOf(share, context.Cancellation) is { HasValue: true, Value: IConvertible constant } && constant is not string
            && constant.ToDouble(System.Globalization.CultureInfo.InvariantCulture) is not (>= 0 and <= 1))
        {
            var place = frame.PlaceOf(share, context.Cancellation);
            context.Report(JobDiagnostics.NoQuantile, place, place.ToString());
            return;
        }
        _edits.Add(new TextChange(TextSpan.FromBounds(access.Name.SpanStart, share.SpanStart), slot + ".Quantile("));
        _edits.Add(new TextChange(TextSpan.FromBounds(share.Span.End, call.Span.End), ")"));
    }

    /// <summary>The expression that says how many values to keep; -1 if it could not be read.</summary>
    private int Count(ExpressionSyntax count, Frame frame, string name)
    {
        if (frame.ConstantOf(count, context.Cancellation) is { HasValue: true, Value: int and < 1 })
        {
            var place = frame.PlaceOf(count, context.Cancellation);
            context.Report(JobDiagnostics.NoCount, place, place.ToString());
            return -1;
        }
        return _lambdas.ReadArgument(count, frame, name);
    }

    /// <summary>Name of the slot in the generated group; the same call twice is one slot.</summary>
    private string Slot(InvocationExpressionSyntax call, IMethodSymbol method, Frame frame, int id, SlotValues values, bool isCustom)
    {
        // The four of them are results of one slot.
        bool isVariance = method.Name is "Variance" or "StandardDeviation" or "PopulationVariance" or "PopulationStandardDeviation";
        string name = isVariance ? "Variance" : method.Name == "Median" ? "Quantile" : method.Name, result = isVariance ? "." + method.Name : "";
        var known = _slots.FirstOrDefault(slot => slot.Method == name && slot.Values == values && slot.Custom is null && slot.Count < 0);
        if (known is not null && !isCustom) return known.Property + result;
        CustomAggregateModel? custom = null;
        if (isCustom && Frame.Argument(call, method, 0) is { } aggregate)
        {
            var type = frame.TypeOf(aggregate, context.Cancellation);
            var accumulator = context.Types.Read(method.TypeArguments[1]);
            if (type is null or IErrorTypeSymbol) context.Fail();
            else if (!accumulator.IsStorable) RowChecks.ReportNotStorable(context, accumulator, aggregate);
            else custom = new CustomAggregateModel(_lambdas.ReadArgument(aggregate, frame, $"__aggregator{id}_{_slots.Count + 1}"), context.Types.NameOf(type), accumulator, CanRetract(type));
        }
        string property = $"{name}{_slots.Count + 1}";
        int count = name is "TopK" or "BottomK" && Frame.Argument(call, method, 0) is { } most ? Count(most, frame, $"__count{id}_{_slots.Count + 1}") : -1;
        _slots.Add(new SlotModel(property, name, values, context.Types.Read(method.ReturnType), custom) { Count = count });
        return property + result;
    }

    private static bool CanRetract(ITypeSymbol aggregate) =>
        aggregate.AllInterfaces.Concat(aggregate is INamedTypeSymbol { TypeKind: TypeKind.Interface } itself ? [itself] : [])
            .Any(type => type is { Name: "IRetractableAggregate", Arity: 3, ContainingNamespace: { Name: "Millrace", ContainingNamespace.IsGlobalNamespace: true } });

    /// <summary>Index of what the lambda in a call's argument reads of each row, or -1.</summary>
    private int Value(InvocationExpressionSyntax call, IMethodSymbol method, int parameter, Frame frame, int id, int filter = -1)
    {
        if (Frame.Argument(call, method, parameter) is { } argument) return Value(argument, method.Parameters[parameter].Type, frame, id, filter);
        context.Fail();
        return -1;
    }

    /// <summary>Index of what a lambda reads of each row; the same lambda twice is one value.</summary>
    private int Value(ExpressionSyntax argument, ITypeSymbol type, Frame frame, int id, int filter)
    {
        if (type is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke }) { context.Fail(); return -1; }
        var valueType = context.Types.Read(invoke.ReturnType);
        if (!valueType.IsStorable)
        {
            if (invoke.ReturnType is IErrorTypeSymbol) context.Fail();
            else RowChecks.ReportNotStorable(context, valueType, argument);
            return -1;
        }
        int lambda = _lambdas.Read(argument, frame, $"__aggregate{id}_{_values.Count + 1}", type);
        if (lambda < 0) return -1;
        // As it will be compiled: constants of two blocks may have one name.
        var read = context.Lambdas[lambda];
        var any = (read with { Name = "" }, -1);
        // What only filtered slots read, and may throw, is read of rows that pass; see RunEmitter.
        var filtered = (any.Item1, filter);
        if (_valuesByLambda.TryGetValue(any, out int known) || _valuesByLambda.TryGetValue(filtered, out known))
        {
            context.RemoveLast(lambda);
            return known;
        }
        _values.Add(new ValueModel(lambda, valueType));
        return _valuesByLambda[read.MayThrow ? filtered : any] = _values.Count - 1;
    }
}
