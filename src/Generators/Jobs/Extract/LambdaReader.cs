using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Turns a lambda, method group or argument into a method of the user's class. Each method returns its index.</summary>
internal sealed class LambdaReader
{
    private readonly ExtractContext _context;
    private bool _isCall;

    public LambdaReader(ExtractContext context)
    {
        _context = context;
        Given = new GivenReader(context, this);
    }

    /// <summary>Reads what is passed to helpers.</summary>
    public GivenReader Given { get; }

    /// <summary>The group of the aggregate that is being read; its uses are checked apart.</summary>
    public IParameterSymbol? Group { get; set; }

    /// <summary>The function of an asynchronous call: it may be async, and has its rows by value, since it may go on after the step.</summary>
    public int ReadCall(ExpressionSyntax expression, Frame frame, string name, ITypeSymbol type)
    {
        bool wasCall = _isCall;
        _isCall = true;
        int read = Read(expression, frame, name, type, null, "");
        _isCall = wasCall;
        return read;
    }

    /// <summary>A function per row; <paramref name="type"/> is the delegate type it is written for.</summary>
    public int Read(ExpressionSyntax expression, Frame frame, string name, ITypeSymbol type) => Read(expression, frame, name, type, null, "");

    /// <summary>The function of a <c>SelectMany</c>: its second parameter is the generated collector, and it is generic over the next operator.</summary>
    public int ReadCollecting(ExpressionSyntax expression, Frame frame, string name, ITypeSymbol type, string collector, string generic) =>
        Read(expression, frame, name, type, collector, generic);

    /// <summary>An expression that is evaluated when the graph is built.</summary>
    public int ReadArgument(ExpressionSyntax expression, Frame frame, string name, ITypeSymbol? type = null)
    {
        var info = frame.Model.GetTypeInfo(expression, _context.Cancellation);
        // A lambda, a conditional of two connectors, 'default' or '[1, 2]' has only the type that is wanted.
        var returned = (info.Type ?? info.ConvertedType) is { } found ? frame.Types.Apply(found) : null;
        if (type is null || returned is null or IErrorTypeSymbol) type = returned;
        if (type is null or IErrorTypeSymbol) { _context.Fail(); return -1; }
        var body = new BodyReader(_context, frame, this, expression, []) { IsArgument = true };
        body.Read(expression);
        return Add(expression, expression, new LambdaModel(name, _context.FileOf(expression), EquatableArray<ParameterModel>.Empty,
            _context.Types.NameOf(type), UserText.Of(expression, body.Edits), false, NullableAt(frame, expression), PerRow: false, ""));
    }

    /// <summary>An array of arguments, evaluated when the graph is built.</summary>
    public int ReadList(IReadOnlyList<ExpressionSyntax> items, SyntaxNode place, Frame frame, string name, IArrayTypeSymbol type)
    {
        var texts = new List<string>();
        foreach (var item in items)
        {
            var body = new BodyReader(_context, frame, this, item, []) { IsArgument = true };
            body.Read(item);
            texts.Add(UserText.Of(item, body.Edits));
        }
        return Add(place, place, new LambdaModel(name, _context.FileOf(place), EquatableArray<ParameterModel>.Empty, _context.Types.NameOf(type),
            $"new {_context.Types.NameOf(type.ElementType)}[] {{ {string.Join(", ", texts)} }}", false, NullableAt(frame, place), PerRow: false, ""));
    }

    /// <summary>A lambda whose text has already been read, as that of an aggregate's result.</summary>
    public int AddResult(AnonymousFunctionExpressionSyntax lambda, Frame frame, string name, IEnumerable<ParameterModel> parameters, string returnType, IEnumerable<TextChange> edits)
    {
        var body = (SyntaxNode?)lambda.Block ?? lambda.ExpressionBody!;
        return Add(body, lambda, new LambdaModel(name, _context.FileOf(lambda), parameters.ToEquatable(), returnType,
            UserText.Of(body, edits), lambda.Block is not null, NullableAt(frame, lambda), PerRow: true, "")
        {
            ShowsOwnLines = ThrowsOnItsOwnLine(body),
            MayThrow = Safety.MayThrow(body, frame.Model, _context.Cancellation),
        });
    }

    /// <summary>A method that the user has not written, for the operator of a call.</summary>
    public int Synthesize(string name, IEnumerable<ParameterModel> parameters, string returnType, string text, bool perRow, OperatorCall call, string generic = "")
    {
        _context.AddGenerated(new LambdaModel(name, _context.FileOf(call.Syntax), parameters.ToEquatable(), returnType, text, text.StartsWith("{", StringComparison.Ordinal), "disable", perRow, generic));
        return _context.Lambdas.Count - 1;
    }

    private int Read(ExpressionSyntax expression, Frame frame, string name, ITypeSymbol type, string? collector, string generic)
    {
        (expression, frame) = frame.Resolve(expression, _context.Cancellation);
        if (frame.GivenOf(expression, _context.Cancellation) is { IsFunction: true, Unpassed: not null } missing)
        {
            Given.ReportUnpassed(missing);
            return -1;
        }
        expression = Plain(expression, cast => SymbolEqualityComparer.Default.Equals(frame.TypeOf(cast, _context.Cancellation), type));
        if (type is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke }) { _context.Fail(); return -1; }
        string returnType = invoke.ReturnsVoid ? "void" : _context.Types.NameOf(invoke.ReturnType);
        if (expression is not AnonymousFunctionExpressionSyntax lambda) return ReadMethodGroup(expression, frame, name, invoke, returnType, collector, generic);
        bool isAsync = lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
        if (isAsync && !_isCall)
        {
            _context.Report(JobDiagnostics.Async, lambda.AsyncKeyword.GetLocation());
            return -1;
        }
        if (((SyntaxNode?)lambda.Block ?? lambda.ExpressionBody) is not { IsMissing: false } body) { _context.Fail(); return -1; }
        var declared = Parameters(lambda, frame);
        // 'delegate { … }' takes any parameters and uses none.
        bool isBare = lambda is AnonymousMethodExpressionSyntax { ParameterList: null };
        if (isBare) declared = [.. invoke.Parameters];
        if (declared.Count != invoke.Parameters.Length) { _context.Fail(); return -1; }
        var reader = new BodyReader(_context, frame, this, lambda, declared) { Collector = collector is null ? null : declared[declared.Count - 1], Group = Group, IsCall = _isCall };
        reader.Read(body);
        int discards = declared.Count(parameter => parameter.Name == "_");
        var parameters = new List<ParameterModel>();
        for (int i = 0; i < declared.Count; i++)
        {
            bool isCollector = collector is not null && i == declared.Count - 1;
            string parameterName = isBare || (declared[i].Name == "_" && discards > 1) ? $"__discard{i}" : Naming.Escape(declared[i].Name);
            string modifier = isCollector || _isCall || reader.ByValue.Contains(declared[i]) ? "" : "in ";
            parameters.Add(new ParameterModel(modifier, isCollector ? collector! : _context.Types.NameOf(invoke.Parameters[i].Type), parameterName));
        }
        var model = new LambdaModel(name, _context.FileOf(lambda), parameters.ToEquatable(), returnType, UserText.Of(body, reader.Edits),
            lambda.Block is not null, NullableAt(frame, lambda), PerRow: true, generic)
        {
            ShowsOwnLines = _isCall || ThrowsOnItsOwnLine(body),
            MayThrow = Safety.MayThrow(body, frame.Model, _context.Cancellation),
            IsAsync = isAsync,
            UsedFields = declared.Count > 0 ? reader.UsedFieldsOf(declared[0]) : null,
            SecondUsedFields = declared.Count > 1 ? reader.UsedFieldsOf(declared[1]) : null,
        };
        return Add(body, lambda, model);
    }

    /// <summary>A named method: <c>Where(IsLong)</c> becomes a call of it.</summary>
    private int ReadMethodGroup(ExpressionSyntax expression, Frame frame, string name, IMethodSymbol invoke, string returnType, string? collector, string generic)
    {
        var info = frame.Model.GetSymbolInfo(expression, _context.Cancellation);
        if (info.Symbol is not IMethodSymbol { MethodKind: not MethodKind.LocalFunction } method || collector is not null)
        {
            if (info.Symbol is null && (info.CandidateSymbols.Length > 0 || expression.ContainsDiagnostics || expression.IsMissing)) _context.Fail();
            else _context.Report(JobDiagnostics.NotALambda, expression, "write a lambda here, or name a method, instead of passing a delegate");
            return -1;
        }
        if (method.IsAsync && !_isCall)
        {
            _context.Report(JobDiagnostics.Async, expression);
            return -1;
        }
        var reader = new BodyReader(_context, frame, this, expression, []) { Group = Group };
        reader.Read(expression);
        var parameters = invoke.Parameters.Select((parameter, i) => new ParameterModel(_isCall ? "" : "in ", _context.Types.NameOf(parameter.Type), i == 0 ? "__row" : $"__row{i + 1}")).ToList();
        string text = $"{UserText.Of(expression, reader.Edits)}({string.Join(", ", parameters.Select(parameter => parameter.Name))})";
        return Add(expression, expression, new LambdaModel(name, _context.FileOf(expression), parameters.ToEquatable(), returnType, text, false,
            NullableAt(frame, expression), PerRow: true, generic)
        { MayThrow = true });
    }

    /// <summary>The function inside parentheses and casts to a delegate type.</summary>
    public static ExpressionSyntax Plain(ExpressionSyntax expression, Func<CastExpressionSyntax, bool>? sees = null)
    {
        while (true)
        {
            if (expression is ParenthesizedExpressionSyntax inner) expression = inner.Expression;
            else if (expression is CastExpressionSyntax cast && Plain(cast.Expression) is AnonymousFunctionExpressionSyntax && (sees is null || sees(cast))) expression = cast.Expression;
            else return expression;
        }
    }

    public static List<IParameterSymbol> Parameters(AnonymousFunctionExpressionSyntax lambda, Frame frame) =>
        frame.Model.GetSymbolInfo(lambda).Symbol is IMethodSymbol method ? [.. method.Parameters] : [];

    private int Add(SyntaxNode text, SyntaxNode place, LambdaModel model)
    {
        // The lambda of an unfinished call has parameters of error types; the C# compiler reports what is missing.
        if (place.ContainsDiagnostics || model.Parameters.Any(parameter => parameter.Type == "?")) _context.Fail();
        var lines = text.SyntaxTree.GetLineSpan(text.Span, _context.Cancellation);
        var start = lines.StartLinePosition;
        var end = lines.EndLinePosition;
        _context.Lambdas.Add(model);
        _context.Positions.Add(new LambdaPosition(text.SyntaxTree.FilePath, start.Line, start.Character, end.Line, end.Character));
        return _context.Lambdas.Count - 1;
    }

    private static bool ThrowsOnItsOwnLine(SyntaxNode body)
    {
        int first = body.GetLocation().GetLineSpan().StartLinePosition.Line;
        return body.DescendantNodes().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax && node.GetLocation().GetLineSpan().StartLinePosition.Line != first);
    }

    private static string NullableAt(Frame frame, SyntaxNode place)
    {
        var at = frame.Model.GetNullableContext(place.SpanStart);
        return (at.AnnotationsEnabled(), at.WarningsEnabled()) switch
        {
            (true, true) => "enable",
            (true, false) => "enable annotations",
            (false, true) => "enable warnings",
            _ => "disable",
        };
    }
}
