using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

namespace Millrace.Generators.Operators;

/// <summary>Reads an <c>[Operator]</c> struct into a model and says what is wrong with it.</summary>
internal sealed class OperatorExtractor
{
    private const int MostTimers = 15;
    private const int MostFields = 48;

    private static readonly SymbolDisplayFormat WithoutElementNames = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    private readonly INamedTypeSymbol _operator;
    private readonly List<DiagnosticInfo> _diagnostics = [];

    private OperatorExtractor(INamedTypeSymbol @operator) => _operator = @operator;

    public static OperatorExtraction Extract(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new OperatorExtractor((INamedTypeSymbol)context.TargetSymbol).Extract(((TypeDeclarationSyntax)context.TargetNode).Identifier.GetLocation());
    }

    /// <summary>True if an <c>[Operator]</c> has its generated half, so that a job can use it; if not, what is wrong is said where it is declared.</summary>
    public static bool HasHalf(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.IsEmpty
        ? type.AllInterfaces.Any(contract => contract.Name == "IFunctionState")
        : new OperatorExtractor(type).Extract(Location.None).Model is not null;

    private OperatorExtraction Extract(Location place)
    {
        // For anything else the compiler says that the attribute does not belong there.
        if (_operator.TypeKind != TypeKind.Struct || Declarations.IsBroken(_operator)) return new(null, default);
        if (!CanBeCompleted())
        {
            Report(OperatorDiagnostics.NotPartial, place, _operator.Name);
            return new(null, _diagnostics.ToEquatable());
        }
        string? context = Context(out bool isKeyed, out bool isBroken);
        if (context is null && !isBroken) Report(OperatorDiagnostics.NoFunction, place, _operator.Name);
        bool hasLifecycle = _operator.AllInterfaces.Any(type => type.Name == "IOperatorLifecycle" && Contracts.IsOurs(type));
        var timerFunctions = _operator.AllInterfaces.Where(type => type is { Name: "ITimerFunction", Arity: 2 } && Contracts.IsOurs(type)).ToList();
        bool hasOnTimer = isKeyed && timerFunctions.Any(type => type.TypeArguments.Zip(LastArguments(), AreSame).All(same => same));
        var fields = Fields(isKeyed, context is not null, hasOnTimer || timerFunctions.Any(HasError));
        int timers = fields.Count(field => field.Kind is StateKind.EventTimer or StateKind.ProcessingTimer);
        if (timers > MostTimers || fields.Count - timers > MostFields) Report(OperatorDiagnostics.TooManyFields, place, _operator.Name);

        bool complete = _diagnostics.Count == 0 && context is not null;
        var model = new OperatorModel(Declarations.NamespaceOf(_operator), Declarations.Headers(_operator), NameOf(_operator), context ?? "", complete ? fields.ToEquatable() : default,
            hasOnTimer, hasLifecycle, complete);
        // Without knowing the function's rows not even a skeleton can be written; the errors are said.
        return new(context is null ? null : model, _diagnostics.ToEquatable());
    }

    private bool CanBeCompleted()
    {
        if (_operator.IsRefLikeType || _operator.IsReadOnly) return false;
        for (var type = _operator; type is not null; type = type.ContainingType)
        {
            if (!Declarations.IsPartial(type) || type.TypeParameters.Length > 0 || type.IsFileLocal) return false;
        }
        return true;
    }

    /// <summary>What the calls of the function see; null if it is not one function.</summary>
    private string? Context(out bool isKeyed, out bool isBroken)
    {
        isKeyed = isBroken = false;
        // One with too few type arguments, which are being typed, is an error type of the same name.
        var functions = _operator.AllInterfaces.Where(type => type.TypeKind == TypeKind.Interface && Contracts.IsOurs(type) && type.Name is "IProcessFunction" or "IKeyedProcessFunction" or "IConnectedFunction" or "IBroadcastFunction").ToList();
        if (functions.Count != 1)
        {
            isBroken = functions.Count == 0 && _operator.AllInterfaces.Concat(_operator.Interfaces).Any(type => type.TypeKind == TypeKind.Error);
            return null;
        }
        var arguments = functions[0].TypeArguments;
        isBroken = arguments.Any(HasError) || !Contracts.AreMet(_operator);
        if (isBroken) return null;
        string output = NameOf(arguments[arguments.Length - 1]);
        isKeyed = functions[0].Name != "IProcessFunction";
        return isKeyed ? $"global::Millrace.KeyedContext<{NameOf(arguments[arguments.Length - 2])}, {output}>" : $"global::Millrace.ProcessContext<{output}>";
    }

    private List<StateFieldModel> Fields(bool isKeyed, bool isFunction, bool hasOnTimer)
    {
        var fields = new List<StateFieldModel>();
        foreach (var property in _operator.GetMembers().OfType<IFieldSymbol>().Where(field => KindOf(field.Type) is not null).Select(field => field.AssociatedSymbol).OfType<IPropertySymbol>())
            Report(OperatorDiagnostics.Unbound, property.Locations[0], property.Name, "it is a property");
        foreach (var field in _operator.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsImplicitlyDeclared))
        {
            var attribute = field.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass is { Name: "StateAttribute" } type && Contracts.IsOurs(type));
            var kind = KindOf(field.Type);
            var place = Place(field);
            if (attribute is null)
            {
                if (kind is not null && !field.IsStatic) Report(OperatorDiagnostics.NotMarked, place, field.Name);
                continue;
            }
            if (field.Type.TypeKind == TypeKind.Error) continue;
            if (kind is null || field.IsStatic || field.IsReadOnly)
            {
                Report(OperatorDiagnostics.NotState, place, field.Name, kind is null ? NoStateType(field.Type)
                    : field.IsStatic ? "static; each subtask has state of its own, so remove 'static'" : "readonly; state is bound when a subtask starts, so remove 'readonly'");
                continue;
            }
            if (kind == StateKind.Broadcast && isFunction && !_operator.AllInterfaces.Any(type => type.Name == "IBroadcastFunction" && Contracts.IsOurs(type))) Report(OperatorDiagnostics.NothingBroadcast, place, field.Name);
            else if (isFunction && !isKeyed && kind is not (StateKind.Operator or StateKind.Union)) Report(OperatorDiagnostics.StateWithoutKey, place, field.Name, _operator.Name);
            if (kind is StateKind.EventTimer or StateKind.ProcessingTimer && isKeyed && !hasOnTimer) Report(OperatorDiagnostics.NoOnTimer, place, field.Name, string.Join(", ", LastArguments().Select(Short)));
            if (Read(field, kind.Value, attribute, place) is { } read) fields.Add(read);
        }
        return fields;
    }

    /// <summary>What is wrong with state in a type that is no operator; null for a field of one.</summary>
    public static DiagnosticInfo? Unbound(ISymbol field) =>
        field.ContainingType is not { } type || type.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "OperatorAttribute" } mark && Contracts.IsOurs(mark)) ? null
        : DiagnosticInfo.Create(OperatorDiagnostics.Unbound, field.Locations[0], field.Name, $"'{type.Name}' is not marked [Operator]");

    private static string NoStateType(ITypeSymbol type) =>
        $"a '{Short(type)}'; use ValueState, ListState, MapState, ReducingState, AggregatingState, BroadcastState, OperatorState, UnionState, EventTimer or ProcessingTimer";

    private StateFieldModel? Read(IFieldSymbol field, StateKind kind, AttributeData attribute, Location place)
    {
        var type = (INamedTypeSymbol)field.Type;
        if (type.TypeArguments.Any(HasError) || (kind == StateKind.Reducing && !IsReducer(type))) return null;
        var names = type.TypeArguments.Select(NameOf).ToList();
        IEnumerable<ITypeSymbol> kept = kind switch
        {
            StateKind.Value or StateKind.List or StateKind.Reducing or StateKind.Operator or StateKind.Union => type.TypeArguments.Take(1),
            StateKind.Map or StateKind.Broadcast => type.TypeArguments,
            StateKind.Aggregating when Accumulator(type) is { } accumulator => [accumulator],
            _ => [],
        };
        var types = kept.Select(argument => (Symbol: argument, Row: RowTypeReader.Read(argument))).ToList();
        foreach (var (symbol, row) in types)
        {
            if (row.IsSupported && symbol.IsUnmanagedType) continue;
            // What is wrong with a record is said where it is declared.
            if (!RowTypeReader.IsRecord(symbol) || symbol.DeclaringSyntaxReferences.IsEmpty) Report(OperatorDiagnostics.NotStorable, place, field.Name, Short(symbol));
            return null;
        }
        if (kind == StateKind.Aggregating && types.Count == 0)
        {
            Report(OperatorDiagnostics.NotState, place, field.Name, $"a '{Short(type)}', whose aggregate takes or returns other types than it says");
            return null;
        }
        bool expires = attribute.NamedArguments.Any(argument => argument is { Key: "Expires", Value.Value: true });
        if (expires && kind is StateKind.EventTimer or StateKind.ProcessingTimer or StateKind.Broadcast)
        {
            Report(OperatorDiagnostics.NeverExpires, place, field.Name, kind == StateKind.Broadcast ? "map that belongs to no key" : "timer",
                kind == StateKind.Broadcast ? "leave Expires out, and remove entries when broadcast rows say so" : "leave Expires out: it is gone once it has fired, and Clear takes it back before");
        }
        return new StateFieldModel(RowTypeReader.Escape(field.Name), kind, names.ToEquatable(), types.Select(pair => pair.Row).ToEquatable(), expires);
    }

    /// <summary>The accumulator of an aggregate that takes and gives what the field says; null if it is not such an aggregate.</summary>
    private static ITypeSymbol? Accumulator(INamedTypeSymbol field) =>
        field.TypeArguments[2].AllInterfaces.FirstOrDefault(type => type.Name == "IAggregate" && Contracts.IsOurs(type)
            && AreSame(type.TypeArguments[0], field.TypeArguments[0]) && AreSame(type.TypeArguments[2], field.TypeArguments[1]))?.TypeArguments[1];

    private static StateKind? KindOf(ITypeSymbol type) => !Contracts.IsOurs(type) ? null : type.MetadataName switch
    {
        "ValueState`1" => StateKind.Value,
        "ListState`1" => StateKind.List,
        "MapState`2" => StateKind.Map,
        "ReducingState`2" => StateKind.Reducing,
        "AggregatingState`3" => StateKind.Aggregating,
        "OperatorState`1" => StateKind.Operator,
        "UnionState`1" => StateKind.Union,
        "BroadcastState`2" => StateKind.Broadcast,
        "EventTimer" => StateKind.EventTimer,
        "ProcessingTimer" => StateKind.ProcessingTimer,
        _ => null,
    };

    /// <summary>True if the field's reducer is one; otherwise the compiler says that it is not.</summary>
    private static bool IsReducer(INamedTypeSymbol field) =>
        field.TypeArguments[1].AllInterfaces.Any(type => type.Name == "IReducer" && Contracts.IsOurs(type) && AreSame(type.TypeArguments[0], field.TypeArguments[0]));

    /// <summary>True if two types are the same to the compiler, whatever the elements of tuples are called.</summary>
    private static bool AreSame(ITypeSymbol left, ITypeSymbol right) => left.ToDisplayString(WithoutElementNames) == right.ToDisplayString(WithoutElementNames);

    /// <summary>True for a type that is missing, or has a missing type in it.</summary>
    private static bool HasError(ITypeSymbol type) => type.TypeKind == TypeKind.Error
        || (type is INamedTypeSymbol named && named.TypeArguments.Any(HasError)) || (type is IArrayTypeSymbol array && HasError(array.ElementType));

    /// <summary>Key and output of the keyed function.</summary>
    private IEnumerable<ITypeSymbol> LastArguments()
    {
        var arguments = _operator.AllInterfaces.First(type => type.Name is "IKeyedProcessFunction" or "IConnectedFunction" or "IBroadcastFunction" && Contracts.IsOurs(type)).TypeArguments;
        return arguments.Skip(arguments.Length - 2);
    }

    private void Report(DiagnosticDescriptor descriptor, Location place, params string[] arguments) => _diagnostics.Add(DiagnosticInfo.Create(descriptor, place, arguments));

    private static Location Place(IFieldSymbol field) => field.Locations[0];

    private static string NameOf(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private static string Short(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
