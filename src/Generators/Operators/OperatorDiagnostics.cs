using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Operators;

/// <summary>What cannot be an operator, one diagnostic per mistake.</summary>
internal static class OperatorDiagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Error("MR3020", "Operator is not a partial struct",
        "'{0}' is marked [Operator] but its state cannot be added; it must be a 'partial struct', not readonly, ref, generic or file-local, and the types around it partial");

    public static readonly DiagnosticDescriptor NoFunction = Error("MR3021", "Operator without a function",
        "'{0}' is marked [Operator] but does not say what it processes; implement exactly one of IProcessFunction, IKeyedProcessFunction, IConnectedFunction and IBroadcastFunction");

    public static readonly DiagnosticDescriptor NotState = Error("MR3022", "Field cannot be state",
        "'{0}' is marked [State] but is {1}");

    public static readonly DiagnosticDescriptor NotStorable = Error("MR3023", "Type cannot be kept in state",
        "State '{0}' cannot keep a '{1}', because its layout is not known; use a number, text, time, enum, [Record], or a tuple of these");

    public static readonly DiagnosticDescriptor StateWithoutKey = Error("MR3024", "Keyed state in an un-keyed operator",
        "'{0}' belongs to a key, but '{1}' processes rows without one; implement IKeyedProcessFunction and use it behind KeyBy, or use OperatorState for what belongs to the subtask");

    public static readonly DiagnosticDescriptor NoOnTimer = Error("MR3025", "Timer without OnTimer",
        "'{0}' can be set, but nothing happens when it fires; implement ITimerFunction<{1}>");

    public static readonly DiagnosticDescriptor TooManyFields = Error("MR3026", "Too many state fields",
        "'{0}' has more than 48 state fields, or more than 15 timers; put values that change together into one [Record]");

    public static readonly DiagnosticDescriptor NotMarked = Error("MR3027", "State is not marked",
        "'{0}' is a state field, but is not marked [State], so it would never be bound to a key; mark it");

    public static readonly DiagnosticDescriptor NothingBroadcast = Error("MR3028", "Broadcast state without a broadcast stream",
        "Broadcast state '{0}' can only be written from broadcast rows; implement IBroadcastFunction, or use MapState for a map per key");

    public static readonly DiagnosticDescriptor Unbound = Error("MR3029", "State outside an operator's fields",
        "'{0}' would never be bound to a key, because {1}; make it a field of the [Operator] struct that uses it");

    public static readonly DiagnosticDescriptor NeverExpires = Error("MR3010", "State that cannot expire",
        "'{0}' is marked [State(Expires = true)], but a {1} does not expire; {2}");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Millrace.State", DiagnosticSeverity.Error, isEnabledByDefault: true,
            helpLinkUri: $"https://github.com/millrace/millrace/blob/main/docs/diagnostics/{id}.md");
}
