using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads the statements of <c>Define</c> and what its expressions stand for.</summary>
internal sealed class DefineReader
{
    private readonly ExtractContext _context;
    private readonly OperatorReader _operators;
    private readonly HelperReader _helpers;
    private readonly List<RowsValue> _streams = [];
    private readonly List<KeyedValue> _keyed = [];
    private int _noted;
    private readonly List<(ILocalSymbol Local, SyntaxNode Place)> _values = [];

    public DefineReader(ExtractContext context)
    {
        _context = context;
        _operators = new OperatorReader(context);
        _helpers = new HelperReader(context, new LambdaReader(context), Evaluate);
    }

    public void Read(MethodDeclarationSyntax define)
    {
        if (!_context.Enter(define)) return;
        var model = _context.ModelOf(define.SyntaxTree);
        if (model.GetDeclaredSymbol(define, _context.Cancellation) is not { } method) { _context.Fail(); return; }
        var frame = new Frame(method, model, null, null, new TypeMap(_context.Compilation));
        frame.Streams[method.Parameters[0]] = new BuilderValue();
        ReadBody(define, frame);
        foreach (var (local, place) in _values)
        {
            if (!_context.Diagnostics.Any(diagnostic => diagnostic.Descriptor == JobDiagnostics.CapturesLocal && diagnostic.Arguments[0] == local.Name))
                _context.Report(JobDiagnostics.ControlFlow, place);
        }
        _context.ReportOutOfReach();
        if (_context.Failed) return;
        ReportUnused(define);
        _operators.ReportUnread();
    }

    /// <summary>What a method returns; null, with a diagnostic, if it could not be read.</summary>
    private StreamValue? ReadBody(MethodDeclarationSyntax method, Frame frame)
    {
        if (method.ExpressionBody is null) return ReadStatements(method.Body!.Statements, frame);
        if (frame.Method.ReturnsVoid && method.ExpressionBody.Expression is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment)
        {
            Assign(assignment, frame);
            return new NothingValue();
        }
        var value = Evaluate(method.ExpressionBody.Expression, frame);
        return value is not null && frame.Method.ReturnsVoid ? new NothingValue() : value;
    }

    private StreamValue? ReadStatements(SyntaxList<StatementSyntax> statements, Frame frame)
    {
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } when assignment.IsKind(SyntaxKind.SimpleAssignmentExpression):
                    Assign(assignment, frame);
                    break;
                case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call }:
                    Evaluate(call, frame);
                    break;
                case ReturnStatementSyntax { Expression: { } result } when statement == statements[statements.Count - 1]:
                    return Evaluate(result, frame);
                case LocalDeclarationStatementSyntax { IsConst: true }:
                case EmptyStatementSyntax:
                case ReturnStatementSyntax { Expression: null }:
                    break;
                case LocalDeclarationStatementSyntax local when local.UsingKeyword.IsKind(SyntaxKind.None):
                    Declare(local, frame);
                    break;
                // The functions behind it are reported.
                case ReturnStatementSyntax { Expression: { } result } when statements.Skip(statements.IndexOf(statement) + 1).All(rest => rest is LocalFunctionStatementSyntax):
                    Evaluate(result, frame);
                    break;
                default:
                    if (statement.ContainsDiagnostics) _context.Fail();
                    else _context.Report(JobDiagnostics.ControlFlow, statement.GetFirstToken().GetLocation());
                    break;
            }
        }
        return frame.Method.ReturnsVoid ? new NothingValue() : null;
    }

    private void Declare(LocalDeclarationStatementSyntax statement, Frame frame)
    {
        foreach (var variable in statement.Declaration.Variables)
        {
            var symbol = frame.Model.GetDeclaredSymbol(variable, _context.Cancellation);
            if (variable.Initializer is null || symbol is null)
            {
                if (variable.ContainsDiagnostics) _context.Fail();
                else _context.Report(JobDiagnostics.ControlFlow, variable);
            }
            else if (symbol is ILocalSymbol { Type: not IErrorTypeSymbol } local && !Markers.AreMarkers(frame.Types.Apply(local.Type)))
            {
                // The mistake is where the value is used; without a use it is here.
                _values.Add((local, variable));
            }
            else if (Evaluate(variable.Initializer.Value, frame) is { } value) frame.Streams[symbol] = value;
        }
    }

    private void Assign(AssignmentExpressionSyntax assignment, Frame frame)
    {
        if (Evaluate(assignment.Right, frame) is { } value) Assign(assignment.Left, value, frame);
    }

    private void Assign(SyntaxNode target, StreamValue value, Frame frame)
    {
        switch (target)
        {
            case DeclarationExpressionSyntax { Designation: var designation }: Assign(designation, value, frame); return;
            case DiscardDesignationSyntax: return;
            case SingleVariableDesignationSyntax variable when frame.Model.GetDeclaredSymbol(variable, _context.Cancellation) is { } declared: frame.Streams[declared] = value; return;
            case ParenthesizedVariableDesignationSyntax { Variables: var variables } when value is TupleValue tuple && tuple.Items.Count == variables.Count:
                for (int i = 0; i < variables.Count; i++) Assign(variables[i], tuple.Items[i], frame);
                return;
            case TupleExpressionSyntax { Arguments: var arguments } when value is TupleValue tuple && tuple.Items.Count == arguments.Count:
                for (int i = 0; i < arguments.Count; i++) Assign(arguments[i].Expression, tuple.Items[i], frame);
                return;
        }
        var symbol = frame.Model.GetSymbolInfo(target, _context.Cancellation).Symbol;
        bool isVariable = symbol is ILocalSymbol or IParameterSymbol { RefKind: RefKind.Out } || (symbol is IParameterSymbol && frame.Streams.ContainsKey(symbol));
        if (isVariable) frame.Streams[symbol!] = value;
        else if (symbol is not IDiscardSymbol) _context.Report(JobDiagnostics.ControlFlow, target);
    }

    /// <summary>The stream that an expression stands for; null, with a diagnostic, if it is none.</summary>
    private StreamValue? Evaluate(ExpressionSyntax expression, Frame frame)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner: return Evaluate(inner.Expression, frame);
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } inner: return Evaluate(inner.Operand, frame);
            case IdentifierNameSyntax name:
                var symbol = frame.SymbolOf(name, _context.Cancellation);
                if (symbol is not null && frame.Streams.TryGetValue(symbol, out var known)) return known;
                // What it was set to could not be read, which has been reported.
                if (_context.Failed && symbol is ILocalSymbol local && Markers.IsMarker(local.Type)) return null;
                return Unknown(expression, frame);
            case InvocationExpressionSyntax call: return Call(call, frame);
            case TupleExpressionSyntax tuple when tuple.Arguments.Count > 1:
                var items = tuple.Arguments.Select(item => Evaluate(item.Expression, frame)).ToList();
                return items.Contains(null) ? null : new TupleValue(items!);
            case MemberAccessExpressionSyntax access when frame.Model.GetSymbolInfo(access, _context.Cancellation).Symbol is IFieldSymbol { ContainingType: { IsTupleType: true } type } field && Markers.AreMarkers(type):
                int index = type.TupleElements.IndexOf(type.TupleElements.First(element => element.Name == field.Name || element.CorrespondingTupleField?.Name == field.Name));
                return Evaluate(access.Expression, frame) is TupleValue whole ? whole.Items[index] : null;
            default: return Unknown(expression, frame);
        }
    }

    private StreamValue? Call(InvocationExpressionSyntax call, Frame frame)
    {
        var info = frame.Model.GetSymbolInfo(call, _context.Cancellation);
        if ((info.Symbol ?? (info.CandidateSymbols.Length == 1 ? info.CandidateSymbols[0] : null)) is not IMethodSymbol method)
        {
            // Not bound: the C# compiler says why.
            _context.Fail();
            return null;
        }
        method = frame.Types.Apply(method);
        if (!Markers.IsMarker(method.ContainingType)) return CallHelper(call, method, frame);
        if (call.Expression is not MemberAccessExpressionSyntax access) return Unknown(call, frame);
        var receiver = Evaluate(access.Expression, frame);
        if (receiver is null) return null;
        if (ReadStreams(call, method, frame) is not { } streams) return null;
        var value = _operators.Apply(receiver, new OperatorCall(call, access.Name, method, frame, streams));
        if (value is null) _context.Fail();
        return Track(value);
    }

    /// <summary>The streams among the arguments of a call; null if one of them could not be read.</summary>
    private List<StreamValue>? ReadStreams(InvocationExpressionSyntax call, IMethodSymbol method, Frame frame)
    {
        var read = new List<StreamValue>();
        for (int i = 0; i < call.ArgumentList.Arguments.Count; i++)
        {
            var argument = call.ArgumentList.Arguments[i];
            var parameter = argument.NameColon?.Name.Identifier.ValueText is { } name
                ? method.Parameters.FirstOrDefault(candidate => candidate.Name == name)
                : method.Parameters[Math.Min(i, method.Parameters.Length - 1)];
            bool isList = parameter is { IsParams: true, Type: IArrayTypeSymbol array } && Markers.IsMarker(array.ElementType);
            if (parameter is null || parameter.RefKind == RefKind.Out || !(isList || Markers.IsMarker(parameter.Type))) continue;
            IEnumerable<ExpressionSyntax?> streams = argument.Expression switch
            {
                ArrayCreationExpressionSyntax items => items.Initializer?.Expressions ?? [],
                ImplicitArrayCreationExpressionSyntax items => items.Initializer.Expressions,
                CollectionExpressionSyntax items => items.Elements.Select(element => (element as ExpressionElementSyntax)?.Expression),
                var single => [single],
            };
            foreach (var stream in streams)
            {
                if (stream is null) { Unknown(argument.Expression, frame); return null; }
                if (Evaluate(stream, frame) is not { } value) { _context.Fail(); return null; }
                if (value is KeyedValue keyed) keyed.Used = true;
                read.Add(value);
            }
        }
        return read;
    }

    /// <summary>A method of the user's that takes and returns streams: what it does is read in place of the call.</summary>
    private StreamValue? CallHelper(InvocationExpressionSyntax call, IMethodSymbol called, Frame frame)
    {
        var method = called.ReducedFrom ?? called;
        bool isHelper = Markers.AreMarkers(method.ReturnType) || (method.ReturnsVoid && method.Parameters.Any(parameter => Markers.IsMarker(parameter.Type)));
        if (!isHelper) return Unknown(call, frame);
        if (_helpers.Enter(call, called, frame, out var declaration) is not { } helper) return null;
        if (!_context.Enter(declaration)) return null;
        var value = ReadBody(declaration, helper);
        if (value is null) _context.Fail();
        int first = called.ReducedFrom is null ? 0 : 1;
        for (int i = first; i < helper.Method.Parameters.Length; i++)
        {
            var parameter = helper.Method.Parameters[i];
            if (parameter.RefKind != RefKind.Out || Frame.Argument(call, called, i - first) is not { } target) continue;
            if (helper.Streams.TryGetValue(parameter, out var stream)) Assign(target, stream, frame);
            else _context.Fail();
        }
        return value;
    }

    private StreamValue? Unknown(ExpressionSyntax expression, Frame frame)
    {
        bool broken = expression.ContainsDiagnostics || expression.IsMissing
            || frame.Model.GetSymbolInfo(expression, _context.Cancellation) is { Symbol: null, CandidateReason: not CandidateReason.None and not CandidateReason.MemberGroup }
            || frame.TypeOf(expression, _context.Cancellation) is IErrorTypeSymbol;
        if (broken) _context.Fail();
        else
        {
            var named = expression is InvocationExpressionSyntax call ? call.Expression : expression;
            bool isName = named is IdentifierNameSyntax or MemberAccessExpressionSyntax;
            _context.Report(isName ? JobDiagnostics.UnknownCall : JobDiagnostics.ControlFlow, named, isName ? [named.ToString()] : []);
        }
        return null;
    }

    private StreamValue? Track(StreamValue? value)
    {
        if (value is RowsValue rows) _streams.Add(rows);
        if (value is KeyedValue keyed) _keyed.Add(keyed);
        _streams.AddRange(_context.TakeSideStreams());
        for (; _noted < _streams.Count; _noted++) _context.Rows[_streams[_noted].Input] = _streams[_noted].Row;
        return value;
    }

    private void ReportUnused(MethodDeclarationSyntax define)
    {
        if (_context.Nodes.Count == 0) _context.Report(JobDiagnostics.Empty, define.Identifier.GetLocation());
        var used = new HashSet<Input>(_context.Nodes.Where(node => node is not null).SelectMany(node => node!.Inputs));
        var reported = new HashSet<Input>();
        foreach (var stream in _streams)
        {
            bool windowOnly = _context.Nodes[stream.Input.Node] is null;
            if (windowOnly || used.Contains(stream.Input) || _operators.OpenLoops.Contains(stream.Input.Node) || !reported.Add(stream.Input)) continue;
            if (_keyed.Any(keyed => keyed.Rows.Input.Equals(stream.Input))) continue;
            _context.Report(JobDiagnostics.Dangling, stream.Place);
        }
        foreach (var keyed in _keyed.Where(keyed => !keyed.Used)) _context.Report(JobDiagnostics.Dangling, keyed.Place);
        foreach (var windowed in _operators.OpenWindows) _context.Report(JobDiagnostics.Dangling, windowed.Place);
        foreach (var connected in _operators.OpenConnections) _context.Report(JobDiagnostics.Dangling, connected.Call.Name);
        foreach (var join in _operators.OpenJoins) _context.Report(JobDiagnostics.Dangling, join.Place);
    }
}
