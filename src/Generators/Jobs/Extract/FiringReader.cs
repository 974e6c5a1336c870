using Microsoft.CodeAnalysis;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads when a window fires beside at its end: lateness, early results, triggers.</summary>
internal sealed class FiringReader(ExtractContext context, LambdaReader lambdas)
{
    /// <summary>The windows with what a call says of them; null if it could not be read.</summary>
    public WindowModel? Read(WindowModel window, OperatorCall call)
    {
        if (!window.CanFire)
        {
            context.Report(JobDiagnostics.CannotFire, call.Name, window.Kind == WindowKind.Session ? "Sessions" : "Cumulating windows", call.Name.ToString());
            return null;
        }
        var firing = window.Firing ?? FiringModel.None;
        var read = call.Method.Name switch
        {
            "Accumulating" => firing with { IsDiscarding = false },
            "Discarding" => firing with { IsDiscarding = true },
            "AllowedLateness" => Argument(call, "lateness") is >= 0 and var index ? firing with { Lateness = index } : null,
            "EarlyEvery" when call.Type(0).SpecialType == SpecialType.System_Int64 => Argument(call, "earlyRows") is >= 0 and var index ? firing with { EarlyRows = index } : null,
            "EarlyEvery" => Argument(call, "earlyPeriod") is >= 0 and var index ? firing with { EarlyPeriod = index } : null,
            "EarlyByClock" => Argument(call, "earlyClockPeriod") is >= 0 and var index ? firing with { EarlyClockPeriod = index } : null,
            "EarlyAfterQuiet" => Argument(call, "earlyQuiet") is >= 0 and var index ? firing with { EarlyQuiet = index } : null,
            _ => Trigger(call) is { } trigger ? firing with { Trigger = trigger } : null,
        };
        if (read is null) return null;
        if (read is { Trigger: not null, IsEarly: true })
        {
            context.Report(JobDiagnostics.TwoTriggers, call.Name);
            return null;
        }
        return window with { Firing = read == FiringModel.None ? null : read };
    }

    /// <summary>The node with what its trigger sees of a row among its values.</summary>
    public static Node WithValue(Node node)
    {
        if (node is not AggregateNode { Window.Firing.Trigger: { } trigger } aggregate) return node;
        var values = aggregate.Group.Values.Append(trigger.Value).ToList();
        return aggregate with
        {
            Group = aggregate.Group with { Values = values.ToEquatable() },
            Window = aggregate.Window with { Firing = aggregate.Window.Firing with { Trigger = trigger with { ValueIndex = values.Count - 1 } } },
        };
    }

    private int Argument(OperatorCall call, string name) =>
        call.Argument(0) is { } argument ? lambdas.ReadArgument(argument, call.Frame, $"__{name}{context.Lambdas.Count}", call.Type(0)) : -1;

    private TriggerModel? Trigger(OperatorCall call)
    {
        if (call.Argument(0) is not { } argument || call.Argument(1) is not { } value || call.Type(1) is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke }) return null;
        var type = call.Frame.TypeOf(argument, context.Cancellation);
        if (type is null or IErrorTypeSymbol || !Contracts.AreMet(type)) { context.Fail(); return null; }
        var valueType = context.Types.Read(invoke.ReturnType);
        if (!RowChecks.CheckStorable(context, valueType, value)) return null;
        int lambda = lambdas.Read(value, call.Frame, $"__triggerValue{context.Lambdas.Count}", call.Type(1));
        int index = lambdas.ReadArgument(argument, call.Frame, $"__trigger{context.Lambdas.Count}");
        if (lambda < 0 || index < 0) return null;
        return new TriggerModel(index, context.Types.NameOf(type), context.Types.NameOf(call.Method.TypeArguments[1]), new ValueModel(lambda, valueType), -1)
        {
            GoesByClock = type.AllInterfaces.Append(type).Any(candidate => candidate is INamedTypeSymbol { MetadataName: "IProcessingTimeTrigger`2" } && candidate.ContainingNamespace.ToDisplayString() == "Millrace"),
        };
    }
}
