using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Makes the text of a helper mean in the job what it means where it was written: its names are qualified, extension methods
/// become static calls, type parameters what they stand for. Text of the job's own class is left as it is.
/// </summary>
internal sealed class NameWriter(ExtractContext context, Frame frame, List<TextChange> edits)
{
    private readonly INamedTypeSymbol _home = frame.Method.ContainingType.OriginalDefinition;

    // Text that is gone, with all that stands in it.
    private readonly List<TextSpan> _dropped = [];
    private readonly ExtensionWriter _extensions = new(context, frame, edits);
    private ConstraintWriter? _constraints;
    private NullWriter? _nulls;
    private TestWriter? _tests;
    private HiddenWriter? _hidden;

    /// <summary>True if the text stands in another class than the job.</summary>
    private bool IsForeign => !SymbolEqualityComparer.Default.Equals(_home, context.Job);

    public bool IsNeeded => IsForeign || !frame.Types.IsEmpty;

    /// <summary>True for a node that is no longer part of the text.</summary>
    public bool IsDropped(SyntaxNode node) => _dropped.Count > 0 && _dropped.Any(span => span.Contains(node.Span));

    public void Read(SyntaxNode node)
    {
        if (!frame.Types.IsEmpty)
        {
            _constraints ??= new ConstraintWriter(context, frame, edits, _dropped, _extensions);
            (_nulls ??= new NullWriter(context, frame, edits, _dropped)).Read(node, _constraints.Takes);
            (_tests ??= new TestWriter(context, frame, edits)).Read(node);
            _constraints.Read(node);
            if (!IsInNameOf(node)) (_hidden ??= new HiddenWriter(context, frame, edits)).Read(node);
        }
        switch (node)
        {
            case IdentifierNameSyntax { Parent: AliasQualifiedNameSyntax qualified } alias when qualified.Alias == alias: ReadAlias(qualified); break;
            case SimpleNameSyntax name: ReadName(name); break;
            case NullableTypeSyntax nullable: ReadNullable(nullable); break;
            case InvocationExpressionSyntax call: ReadCall(call); break;
            case BaseObjectCreationExpressionSyntax creation when SymbolOf(creation) is { } constructor: CheckReach(constructor, creation); break;
            case ThisExpressionSyntax @this when IsForeign && @this.Parent is not MemberAccessExpressionSyntax: edits.Add(new TextChange(@this.Span, ThisAs(_home))); break;
            case BaseExpressionSyntax @base when IsForeign: context.Report(JobDiagnostics.MeansOther, @base, "base", "call a method of the helper's own class instead"); break;
        }
    }

    /// <summary>Puts what is inserted into interpolated strings in parentheses, since a colon would begin a format there.</summary>
    public void Close(SyntaxNode body)
    {
        if (edits.Count == 0) return;
        foreach (var hole in body.DescendantNodesAndSelf().OfType<InterpolationSyntax>())
        {
            if (hole.Expression is ParenthesizedExpressionSyntax || !edits.Any(edit => hole.Expression.Span.Contains(edit.Span) && edit.NewText!.Contains(':'))) continue;
            // In front of what else is inserted there.
            edits.Insert(0, new TextChange(new TextSpan(hole.Expression.SpanStart, 0), "("));
            edits.Add(new TextChange(new TextSpan(hole.Expression.Span.End, 0), ")"));
        }
    }

    /// <summary>Replaces a name by an expression; what takes its own name from it keeps that.</summary>
    public static void Replace(ExtractContext context, Frame frame, SimpleNameSyntax name, string text, List<TextChange> edits)
    {
        string written = name.Identifier.ValueText;
        if (name.Parent is ArgumentSyntax { NameColon: null, Parent: TupleExpressionSyntax tuple } argument
            && frame.Model.GetTypeInfo(tuple, context.Cancellation).Type is INamedTypeSymbol { IsTupleType: true } type && type.TupleElements[tuple.Arguments.IndexOf(argument)].Name == written)
            text = $"{Naming.Escape(written)}: {text}";
        else if (name.Parent is AnonymousObjectMemberDeclaratorSyntax { NameEquals: null, Parent: AnonymousObjectCreationExpressionSyntax creation } && !context.Types.IsRegistered(frame.TypeOf(creation, context.Cancellation)))
            text = $"{Naming.Escape(written)} = {text}";
        edits.Add(new TextChange(name.Span, text));
    }

    private void ReadName(SimpleNameSyntax name)
    {
        if (name is IdentifierNameSyntax { IsVar: true } || name.Parent is NameColonSyntax or NameEqualsSyntax or AliasQualifiedNameSyntax || IsInNameOf(name)) return;
        if (!IsForeign)
        {
            if (SymbolOf(name) is ITypeParameterSymbol own && frame.Types.TryGet(own, out var actual)) Replace(context, frame, name, NameAt(name, actual), edits);
            return;
        }
        bool isMember = (name.Parent is MemberAccessExpressionSyntax access && access.Name == name) || (name.Parent is QualifiedNameSyntax qualified && qualified.Right == name)
            || name.Parent is MemberBindingExpressionSyntax || IsInitialized(name) || name.FirstAncestorOrSelf<ExpressionColonSyntax>() is not null;
        if (!isMember && frame.Model.GetAliasInfo(name, context.Cancellation) is { } alias)
        {
            string target = alias.Target is ITypeSymbol aliased ? NameAt(name, frame.Types.Apply(aliased)) : NameOf((INamespaceSymbol)alias.Target);
            edits.Add(new TextChange(name.Span, target));
            return;
        }
        var symbol = SymbolOf(name);
        // The name of an attribute is bound to its constructor.
        if (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor) symbol = constructor.ContainingType;
        switch (symbol)
        {
            case not null when ExtensionWriter.IsOfBlock(symbol):
                if (symbol is IPropertySymbol block) ReadExtensionProperty(block, name);
                break;
            case ITypeParameterSymbol parameter when frame.Types.TryGet(parameter, out var type):
                Replace(context, frame, name, NameAt(name, type), edits);
                break;
            case INamespaceSymbol space when !isMember: edits.Add(new TextChange(name.Span, NameOf(space))); break;
            case INamedTypeSymbol type when type.Name == name.Identifier.ValueText || name.Parent is AttributeSyntax: ReadType(type, name, isMember); break;
            case IFieldSymbol or IPropertySymbol or IEventSymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ReducedExtension }: ReadMember(symbol, name, isMember); break;
        }
    }

    /// <summary>
    /// <c>T?</c> is <c>T</c> itself where T may be anything and is a value type in this call: only of a T that must be a struct it is a <c>Nullable</c>.
    /// </summary>
    private void ReadNullable(NullableTypeSyntax nullable)
    {
        if (SymbolOf(nullable.ElementType) is not ITypeParameterSymbol { IsValueType: false } parameter || !frame.Types.TryGet(parameter, out var actual)) return;
        // What may be null already, takes no second question mark either.
        if (actual.IsValueType || actual.NullableAnnotation == NullableAnnotation.Annotated) edits.Add(new TextChange(nullable.QuestionToken.Span, ""));
    }

    /// <summary><c>Alias::Name</c>; what <c>extern alias</c> declares stands in the generated file too.</summary>
    private void ReadAlias(AliasQualifiedNameSyntax qualified)
    {
        if (!IsForeign || IsInNameOf(qualified) || frame.Model.GetAliasInfo(qualified.Alias, context.Cancellation) is not { Target: INamespaceSymbol { IsGlobalNamespace: false } space }) return;
        edits.Add(new TextChange(TextSpan.FromBounds(qualified.SpanStart, qualified.ColonColonToken.Span.End), NameOf(space) + "."));
    }

    private void ReadType(INamedTypeSymbol type, SimpleNameSyntax name, bool isMember)
    {
        if (!CheckReach(type, name) || isMember) return;
        Insert(name.SpanStart, type.ContainingType is { } outer ? NameOf(outer) + "." : Prefix(type.ContainingNamespace));
    }

    private void ReadMember(ISymbol member, SimpleNameSyntax name, bool isMember)
    {
        if (member is IMethodSymbol { MethodKind: MethodKind.ReducedExtension }) return;
        if (member is IFieldSymbol { HasConstantValue: true, IsStatic: true } constant && !isMember && !IsReachable(constant))
        {
            if (CheckReach(constant.Type, name)) Replace(context, frame, name, Constants.Format(constant.Type, constant.ConstantValue), edits);
            return;
        }
        if (!CheckReach(member, name)) return;
        if (member.IsStatic)
        {
            if (!isMember && member.ContainingType is { } container) Insert(name.SpanStart, NameOf(container) + ".");
            return;
        }
        bool ofThis = !isMember || name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax };
        if (!ofThis || IsInitialized(name) || ThroughType(member) is null || !IsHidden(member)) return;
        if (member.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal))
        {
            context.Report(JobDiagnostics.MeansOther, name, member.Name, "give one of them another name, or make the one of the base class internal");
            return;
        }
        if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name) edits.Add(new TextChange(access.Expression.Span, ThisAs(member.ContainingType)));
        else Insert(name.SpanStart, ThisAs(member.ContainingType) + ".");
    }

    private void ReadCall(InvocationExpressionSyntax call)
    {
        if (IsInNameOf(call)) return;
        if (call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" } && frame.Model.GetConstantValue(call, context.Cancellation) is { HasValue: true, Value: string text })
        {
            edits.Add(new TextChange(call.Span, Names.Literal(text)));
            return;
        }
        if (SymbolOf(call) is not IMethodSymbol method || !_extensions.IsStatic(method)) return;
        if (ConstraintWriter.MemberOf(frame, call.Expression, context.Cancellation) is { } member)
        {
            // A method of a block is as reachable as the block's class.
            if (!CheckReach(method.ReducedFrom ?? (ISymbol)method.ContainingType.ContainingType, member.Name)) return;
            if (method.IsStatic) _dropped.Add(member.Receiver.Span);
            _extensions.Write(call, method, member.Receiver, member.Name);
        }
        else if (call.Expression is MemberBindingExpressionSyntax) CheckExtension(call.Expression, method);
    }

    /// <summary>A property of an extension block.</summary>
    private void ReadExtensionProperty(IPropertySymbol property, SimpleNameSyntax name)
    {
        if (name.Parent is not ExpressionSyntax access || ConstraintWriter.MemberOf(frame, access, context.Cancellation) is not { } member)
        {
            if (name.Parent is MemberBindingExpressionSyntax) CheckExtension((ExpressionSyntax)name.Parent, property);
            return;
        }
        if (access.Parent is AssignmentExpressionSyntax assignment && assignment.Left == access)
        {
            context.Report(JobDiagnostics.MeansOther, name, property.Name, $"set it by {property.ContainingType.ContainingType.Name}.set_{property.Name}(…)");
            return;
        }
        if (property.IsStatic) _dropped.Add(member.Receiver.Span);
        _extensions.Write(property, member.Receiver, member.Name);
    }

    /// <summary>An extension member behind <c>?.</c> stays as it is: it must be found in the job too, and nothing else.</summary>
    private void CheckExtension(ExpressionSyntax access, ISymbol member)
    {
        var name = access.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Last();
        var place = context.Job.DeclaringSyntaxReferences[0];
        var container = ExtensionWriter.Target(member).Container;
        var receiver = member is IMethodSymbol { ReceiverType: { } known, ReducedFrom: not null } ? known
            : access.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>() is { } outer ? frame.TypeOf(outer.Expression, context.Cancellation) : null;
        if (receiver is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable && member is not IMethodSymbol { ReducedFrom: not null }) receiver = nullable.TypeArguments[0];
        bool other = context.ModelOf(place.SyntaxTree).LookupSymbols(place.Span.End - 1, receiver, member.Name, includeReducedExtensionMethods: true)
            .Any(found => found is not IMethodSymbol { ReducedFrom: { } from } || !SymbolEqualityComparer.Default.Equals(from.ContainingType.OriginalDefinition, container.OriginalDefinition));
        if (other) context.Report(JobDiagnostics.MeansOther, name, member.Name, $"call it as {container.Name}.{(member is IPropertySymbol ? "get_" : "")}{member.Name}(…)");
    }

    private bool CheckReach(ISymbol symbol, SyntaxNode place)
    {
        if (!IsForeign || IsReachable(symbol)) return true;
        // Has been reported as such.
        if (Reach.FileLocal(symbol as INamedTypeSymbol ?? symbol.ContainingType) is not null) return false;
        // Its type has been reported, by whose name it was found.
        if (symbol.ContainingType is { } container && !IsReachable(container) && context.Diagnostics.Any(diagnostic => diagnostic.Descriptor == JobDiagnostics.OutOfReach)) return false;
        if (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } && !IsReachable(symbol.ContainingType)) return true;
        var named = symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor ? constructor.ContainingType : symbol;
        context.Report(JobDiagnostics.OutOfReach, place is BaseObjectCreationExpressionSyntax { } creation ? creation.NewKeyword.GetLocation() : place.GetLocation(), named.Name);
        return false;
    }

    // What a lambda or a record's generated half makes is of nobody's making.
    private bool IsReachable(ISymbol symbol) => symbol is INamedTypeSymbol { IsAnonymousType: true } or { ContainingType: INamedTypeSymbol { IsAnonymousType: true } }
        || symbol.Kind is SymbolKind.TypeParameter || context.Compilation.IsSymbolAccessibleWithin(symbol, context.Job, symbol.IsStatic ? null : ThroughType(symbol));

    private INamedTypeSymbol? ThroughType(ISymbol symbol)
    {
        for (var type = context.Job; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, symbol.ContainingType?.OriginalDefinition)) return context.Job;
        }
        return null;
    }

    /// <summary>True if the job, or a class between, has something else of that name.</summary>
    private bool IsHidden(ISymbol member)
    {
        for (var type = context.Job; type is not null && !SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, member.ContainingType.OriginalDefinition); type = type.BaseType)
        {
            if (type.GetMembers(member.Name).Any(other => !other.IsOverride)) return true;
        }
        return false;
    }

    /// <summary>True for the member in <c>{ Member = … }</c>.</summary>
    private static bool IsInitialized(SimpleNameSyntax name) => name.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment && assignment.Left == name;

    private static bool IsInNameOf(SyntaxNode node) =>
        node.Ancestors().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" });

    private string ThisAs(INamedTypeSymbol type) => $"(({NameOf(type)})this)";

    private string NameOf(INamedTypeSymbol type) => context.Types.NameOf(frame.Types.Apply(type));

    /// <summary>The name of a type in place of a name: after <c>new</c> and in patterns, a tuple in parentheses would be something else.</summary>
    private string NameAt(SimpleNameSyntax name, ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { IsTupleType: true, TypeArguments.Length: > 1 } tuple
            || name.Parent is not (ObjectCreationExpressionSyntax or PatternSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression })) return context.Types.NameOf(type);
        if (name.Parent is ObjectCreationExpressionSyntax creation && tuple.TupleElements.Any(element => element.IsExplicitlyNamedTupleElement))
        {
            Insert(creation.SpanStart, $"(({context.Types.NameOf(tuple)})");
            Insert(creation.Span.End, ")");
        }
        return ValueTupleOf(tuple);
    }

    private string ValueTupleOf(INamedTypeSymbol tuple) =>
        $"global::System.ValueTuple<{string.Join(", ", tuple.TypeArguments.Select((part, i) => i == 7 && part is INamedTypeSymbol rest ? ValueTupleOf(rest) : context.Types.NameOf(part)))}>";

    private static string NameOf(INamespaceSymbol space) => space.IsGlobalNamespace ? "global" : space.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private static string Prefix(INamespaceSymbol space) => space.IsGlobalNamespace ? "global::" : NameOf(space) + ".";

    private ISymbol? SymbolOf(SyntaxNode node) => frame.Model.GetSymbolInfo(node, context.Cancellation).Symbol;

    private void Insert(int at, string text) => edits.Add(new TextChange(new TextSpan(at, 0), text));
}
