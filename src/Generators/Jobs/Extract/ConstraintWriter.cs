using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Keeps what a generic helper says of its type parameters once they are real types: overloads stay the ones that were chosen, and
/// members of constraints that a type implements explicitly are called through a generic method, which boxes nothing.
/// </summary>
internal sealed class ConstraintWriter(ExtractContext context, Frame frame, List<TextChange> edits, List<TextSpan> dropped, ExtensionWriter extensions)
{
    private readonly BridgeWriter _bridges = new(context, frame);

    public void Read(SyntaxNode node)
    {
        if (node is ExpressionSyntax expression) ReadConversion(expression);
        switch (node)
        {
            case InvocationExpressionSyntax call: ReadCall(call); break;
            case MemberAccessExpressionSyntax or MemberBindingExpressionSyntax when !(node.Parent is InvocationExpressionSyntax call && call.Expression == node): ReadProperty((ExpressionSyntax)node); break;
            case IdentifierNameSyntax name when !IsCalled(name) && SymbolOf(name) is IMethodSymbol { MethodKind: MethodKind.Ordinary } method: ReadGroup(name, method); break;
            case BinaryExpressionSyntax binary: ReadBinary(binary); break;
            case PrefixUnaryExpressionSyntax prefix: ReadUnary(prefix, prefix.Operand); break;
            case PostfixUnaryExpressionSyntax postfix: ReadUnary(postfix, postfix.Operand); break;
            case AssignmentExpressionSyntax assignment: ReadAssignment(assignment); break;
            case SubpatternSyntax { NameColon.Name: var name }: ReadPattern(name); break;
            case ArgumentSyntax { Parent: BaseArgumentListSyntax, RefKindKeyword.RawKind: 0 } argument: KeepType(argument.Expression); break;
        }
    }

    /// <summary>The receiver of a member, of which it is known that it is not null, and the member's name.</summary>
    public static (ExpressionSyntax Receiver, SimpleNameSyntax Name)? MemberOf(Frame frame, ExpressionSyntax expression, CancellationToken cancellation) => expression switch
    {
        MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } access => (access.Expression, access.Name),
        MemberBindingExpressionSyntax binding when binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>().First(outer => outer.WhenNotNull.Span.Contains(binding.Span)) is { } outer
            && frame.IsStruct(outer.Expression, cancellation) => (outer.Expression, binding.Name),
        _ => null,
    };

    /// <summary>True if the member behind <c>?.</c> becomes a call with what is in front of it as an argument.</summary>
    public bool Takes(MemberBindingExpressionSyntax binding)
    {
        if (MemberOf(frame, binding, context.Cancellation) is not { } member || Parameter(member.Receiver) is not { } parameter) return false;
        var symbol = binding.Parent is InvocationExpressionSyntax call && call.Expression == binding ? SymbolOf(call) : SymbolOf(binding);
        return symbol is IMethodSymbol { ReducedFrom: not null } || ExtensionWriter.IsOfBlock(symbol) || (symbol is IMethodSymbol or IPropertySymbol && _bridges.IsNeeded(symbol, parameter));
    }

    private void ReadCall(InvocationExpressionSyntax call)
    {
        if (SymbolOf(call) is not IMethodSymbol method) return;
        if (MemberOf(frame, call.Expression, context.Cancellation) is { } member && Parameter(member.Receiver) is { } parameter && _bridges.IsNeeded(method, parameter))
        {
            if (method.IsGenericMethod || method.Parameters.Any(item => item.RefKind != RefKind.None)) { Refuse(call, method, parameter); return; }
            bool isByRef = _bridges.IsByRef(method, parameter, member.Receiver);
            string bridge = _bridges.Write(parameter, method, method.Parameters, method.ReturnType, (self, items) => $"{self}.{Naming.Escape(method.Name)}({string.Join(", ", items)})", isByRef);
            Open(member.Receiver, isByRef, call.SpanStart, bridge, method.IsStatic, call.ArgumentList.OpenParenToken.Span.End, call.ArgumentList.Arguments.Count > 0 ? ", " : "");
            return;
        }
        var called = call.Expression switch { MemberAccessExpressionSyntax access => access.Name, MemberBindingExpressionSyntax binding => binding.Name, var other => other as SimpleNameSyntax };
        if (called is IdentifierNameSyntax && method.IsGenericMethod && method.TypeArguments.Any(frame.Types.Mentions) && !extensions.IsStatic(method))
            Insert(called.Span.End, $"<{string.Join(", ", method.TypeArguments.Select(NameOf))}>");
    }

    /// <summary>A method that is named and not called.</summary>
    private void ReadGroup(IdentifierNameSyntax name, IMethodSymbol method)
    {
        if (method.IsGenericMethod && method.TypeArguments.Any(frame.Types.Mentions)) Insert(name.Span.End, $"<{string.Join(", ", method.TypeArguments.Select(NameOf))}>");
        else if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name && Parameter(access.Expression) is { } parameter && _bridges.IsNeeded(method, parameter)) Refuse(name, method, parameter);
    }

    private static bool IsCalled(IdentifierNameSyntax name)
    {
        ExpressionSyntax called = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name.Parent is MemberBindingExpressionSyntax binding ? binding : name;
        return called.Parent is InvocationExpressionSyntax call && call.Expression == called;
    }

    private void ReadProperty(ExpressionSyntax access)
    {
        if (MemberOf(frame, access, context.Cancellation) is not { } member || Parameter(member.Receiver) is not { } parameter) return;
        if (SymbolOf(access) is not IPropertySymbol property || !_bridges.IsNeeded(property, parameter)) return;
        if (access.Parent is AssignmentExpressionSyntax assignment && assignment.Left == access) { Refuse(access, property, parameter); return; }
        bool isByRef = _bridges.IsByRef(property, parameter, member.Receiver);
        string bridge = _bridges.Write(parameter, property, [], property.Type, (self, _) => $"{self}.{Naming.Escape(property.Name)}", isByRef);
        Open(member.Receiver, isByRef, access.SpanStart, bridge, property.IsStatic, access.Span.End, "");
        Insert(access.Span.End, ")");
    }

    /// <summary>A member of a constraint in <c>{ Member: … }</c>, which nothing can stand in for.</summary>
    private void ReadPattern(IdentifierNameSyntax name)
    {
        if (SymbolOf(name) is not IPropertySymbol property || name.FirstAncestorOrSelf<RecursivePatternSyntax>() is not { } pattern) return;
        if (frame.Model.GetTypeInfo(pattern, context.Cancellation).ConvertedType is ITypeParameterSymbol parameter && frame.Types.TryGet(parameter, out _) && _bridges.IsNeeded(property, parameter)) Refuse(name, property, parameter);
    }

    private void ReadBinary(BinaryExpressionSyntax binary)
    {
        if (SymbolOf(binary) is not IMethodSymbol method) return;
        if (method.MethodKind == MethodKind.BuiltinOperator && binary.RawKind is (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression && method.Parameters[0].Type.SpecialType == SpecialType.System_Object
            && !binary.Left.IsKind(SyntaxKind.NullLiteralExpression) && !binary.Right.IsKind(SyntaxKind.NullLiteralExpression))
        {
            // Compares references, whatever operator the class has.
            if (Parameter(binary.Left) is not null) Cast(binary.Left, method.Parameters[0].Type);
            if (Parameter(binary.Right) is not null) Cast(binary.Right, method.Parameters[0].Type);
            return;
        }
        if (method is { MethodKind: MethodKind.UserDefinedOperator, ContainingType.TypeKind: TypeKind.Class })
        {
            // The class of the constraint has it; the type may have one of its own.
            if (Parameter(binary.Left) is not null) Cast(binary.Left, method.Parameters[0].Type);
            if (Parameter(binary.Right) is not null) Cast(binary.Right, method.Parameters[1].Type);
            return;
        }
        if (method.ContainingType is not { TypeKind: TypeKind.Interface }) return;
        var parameter = Parameter(binary.Left) ?? Parameter(binary.Right);
        if (parameter is null || !_bridges.IsNeeded(method, parameter)) return;
        string bridge = _bridges.Write(parameter, method, method.Parameters, method.ReturnType, (_, items) => Checked(method, $"{items[0]} {binary.OperatorToken.Text} {items[1]}"));
        Insert(binary.SpanStart, bridge + "(");
        edits.Add(new TextChange(binary.OperatorToken.Span, ","));
        Insert(binary.Span.End, ")");
    }

    private void ReadUnary(ExpressionSyntax unary, ExpressionSyntax operand)
    {
        if (SymbolOf(unary) is not IMethodSymbol { ContainingType.TypeKind: TypeKind.Interface } method || Parameter(operand) is not { } parameter || !_bridges.IsNeeded(method, parameter)) return;
        if (unary is not PrefixUnaryExpressionSyntax { OperatorToken: var token } || token.RawKind is (int)SyntaxKind.PlusPlusToken or (int)SyntaxKind.MinusMinusToken)
        {
            // Numbers of the language count in their own size.
            frame.Types.TryGet(parameter, out var actual);
            if (actual.SpecialType is < SpecialType.System_Char or > SpecialType.System_Double) Refuse(unary, method, parameter);
            return;
        }
        string bridge = _bridges.Write(parameter, method, method.Parameters, method.ReturnType, (_, items) => Checked(method, $"{token.Text}{items[0]}"));
        edits.Add(new TextChange(token.Span, bridge + "("));
        Insert(unary.Span.End, ")");
    }

    /// <summary><c>sum += row</c> becomes <c>sum = (sum + row)</c>.</summary>
    private void ReadAssignment(AssignmentExpressionSyntax assignment)
    {
        if (assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) || SymbolOf(assignment) is not IMethodSymbol { ContainingType.TypeKind: TypeKind.Interface } method) return;
        if ((Parameter(assignment.Left) ?? Parameter(assignment.Right)) is not { } parameter || !_bridges.IsNeeded(method, parameter)) return;
        if (assignment.Left is not IdentifierNameSyntax name || SymbolOf(name) is not (ILocalSymbol or IParameterSymbol)) { Refuse(assignment, method, parameter); return; }
        string text = assignment.OperatorToken.Text.TrimEnd('=');
        string bridge = _bridges.Write(parameter, method, method.Parameters, method.ReturnType, (_, items) => Checked(method, $"{items[0]} {text} {items[1]}"));
        bool isStatement = frame.IsStatement(assignment, context.Cancellation);
        Insert(assignment.SpanStart, $"{(isStatement ? "" : "(")}{name} = {bridge}(");
        edits.Add(new TextChange(assignment.OperatorToken.Span, ","));
        Insert(assignment.Span.End, isStatement ? ")" : "))");
    }

    /// <summary>A conversion that a constraint declares, written as a cast or left to the compiler.</summary>
    private void ReadConversion(ExpressionSyntax expression)
    {
        if (expression is CastExpressionSyntax cast && SymbolOf(cast) is IMethodSymbol { MethodKind: MethodKind.Conversion } written) Convert(cast.Expression, written);
        var info = frame.Model.GetTypeInfo(expression, context.Cancellation);
        if (info.ConvertedType is not { } to || SymbolEqualityComparer.Default.Equals(info.Type, to) || !((info.Type is { } from && frame.Types.Mentions(from)) || frame.Types.Mentions(to))) return;
        if (frame.Model.GetConversion(expression, context.Cancellation) is { IsUserDefined: true, MethodSymbol: { } made }) Convert(expression, made);
    }

    private void Convert(ExpressionSyntax operand, IMethodSymbol method)
    {
        var taken = method.Parameters[0].Type;
        if (method.ContainingType.TypeKind == TypeKind.Class && Parameter(operand) is not null) { Cast(operand, taken); return; }
        if (new[] { taken, method.ReturnType }.OfType<ITypeParameterSymbol>().FirstOrDefault(type => frame.Types.TryGet(type, out _)) is not { } parameter || !_bridges.IsNeeded(method, parameter)) return;
        string result = _bridges.NameIn(parameter, method.ReturnType);
        string bridge = _bridges.Write(parameter, method, method.Parameters, method.ReturnType, (_, items) => Checked(method, $"({result}){items[0]}"));
        Insert(operand.SpanStart, $"{bridge}(");
        Insert(operand.Span.End, ")");
    }

    /// <summary>Keeps an argument of the type that the method was chosen for.</summary>
    private void KeepType(ExpressionSyntax argument)
    {
        var info = frame.Model.GetTypeInfo(argument, context.Cancellation);
        if (info.Type is ITypeParameterSymbol type && frame.Types.TryGet(type, out _) && info.ConvertedType is { } wanted && !SymbolEqualityComparer.Default.Equals(type, wanted)) Cast(argument, wanted);
    }

    private void Cast(ExpressionSyntax expression, ITypeSymbol type)
    {
        bool isPrimary = expression is SimpleNameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax
            or ParenthesizedExpressionSyntax or ThisExpressionSyntax or DefaultExpressionSyntax;
        Insert(expression.SpanStart, $"({NameOf(type)}){(isPrimary ? "" : "(")}");
        if (!isPrimary) Insert(expression.Span.End, ")");
    }

    /// <summary>Overflow is an error in the generic method exactly where it is one here.</summary>
    private string Checked(IMethodSymbol method, string text) => method.Name.StartsWith("op_Checked", StringComparison.Ordinal) ? $"checked({text})"
        : context.Compilation.Options is CSharpCompilationOptions { CheckOverflow: true } ? $"unchecked({text})" : text;

    /// <summary>Begins the call in place of what stands before the arguments.</summary>
    private void Open(ExpressionSyntax receiver, bool isByRef, int start, string bridge, bool isStatic, int end, string separator)
    {
        if (isStatic)
        {
            dropped.Add(receiver.Span);
            edits.Add(new TextChange(TextSpan.FromBounds(start, end), bridge + "("));
            return;
        }
        bool isFixed = isByRef && Variables.IsFixed(frame, receiver, context.Cancellation);
        Insert(receiver.SpanStart, bridge + (isFixed ? "(ref global::System.Runtime.CompilerServices.Unsafe.AsRef(in " : isByRef ? "(ref " : "("));
        edits.Add(new TextChange(TextSpan.FromBounds(receiver.Span.End, end), (isFixed ? ")" : "") + separator));
    }

    /// <summary>A mistake of one use only, so it is shown at the call.</summary>
    private void Refuse(SyntaxNode place, ISymbol member, ITypeParameterSymbol parameter)
    {
        frame.Types.TryGet(parameter, out var actual);
        context.Report(JobDiagnostics.MeansOther, frame.Call?.Expression ?? place, member.Name, $"implement it in {actual.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} as a public member");
    }

    private ITypeParameterSymbol? Parameter(ExpressionSyntax expression) =>
        SymbolOf(expression) is ITypeParameterSymbol parameter && frame.Types.TryGet(parameter, out _) ? parameter : frame.ParameterOf(expression, context.Cancellation, out _);

    private string NameOf(ITypeSymbol type) => context.Types.NameOf(frame.Types.Apply(type));

    private ISymbol? SymbolOf(SyntaxNode node) => frame.Model.GetSymbolInfo(node, context.Cancellation).Symbol;

    private void Insert(int at, string text) => edits.Add(new TextChange(new TextSpan(at, 0), text));
}
