using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes when windows fire beside at their end, and the functor around a trigger of the user's.</summary>
internal static class FiringEmitter
{
    private const string Operators = "global::Millrace.Operators.";

    /// <summary>Type of the trigger that a window is closed over.</summary>
    public static string TriggerType(AggregateNode node) =>
        node.Window!.Firing!.Trigger is null ? $"{Operators}Early{(node.Window.Firing.GoesByClock ? "Clock" : "")}Trigger<__In{node.Id}>" : $"__Trigger{node.Id}";

    /// <summary>Type of what a trigger keeps per key and window.</summary>
    public static string StateType(FiringModel firing) => firing.Trigger?.State ?? (firing.GoesByClock ? $"{Operators}EarlyClockState" : "long");

    /// <summary>The variable of a window's <c>FiringSpec</c>.</summary>
    public static void Spec(CodeWriter code, JobModel job, AggregateNode node)
    {
        if (node.Window?.Firing is not { } firing) return;
        string Value(int lambda) => lambda < 0 ? "null" : $"job.{job.Lambdas[lambda].Name}()";
        code.Line($"var firing{node.Id} = {Operators}FiringSpec.Of({Value(firing.Lateness)}, {Value(firing.EarlyRows)}, {Value(firing.EarlyPeriod)}, {(firing.IsDiscarding ? "true" : "false")}{Clock("earlyClockPeriod", firing.EarlyClockPeriod)}{Clock("earlyQuiet", firing.EarlyQuiet)});");

        string Clock(string name, int lambda) => lambda < 0 ? "" : $", {name}: {Value(lambda)}";
    }

    /// <summary>The functor around the user's trigger.</summary>
    public static void Functor(CodeWriter code, JobModel job, AggregateNode node)
    {
        if (node.Window?.Firing?.Trigger is not { } trigger) return;
        string name = $"__Trigger{node.Id}", context = $"ref global::Millrace.TriggerContext<{trigger.State}> context";
        using (code.Block($"private readonly struct {name} : {Operators}IWindowTrigger<__In{node.Id}, {trigger.State}>"))
        {
            code.Line($"private readonly {trigger.Type} _trigger;");
            code.Line();
            code.Line($"public {name}({job.Class.FullName} job) => _trigger = job.{job.Lambdas[trigger.Argument].Name}();");
            code.Line();
            Method($"OnRow(in __In{node.Id} row, {context})", $"OnRow(in row.V{trigger.ValueIndex + 1}, ref context)");
            code.Line();
            Method($"OnEventTime({context})", "OnEventTime(ref context)");
            code.Line();
            if (trigger.GoesByClock)
            {
                code.Line("public static bool UsesProcessingTime => true;");
                code.Line();
                Method($"OnProcessingTime({context})", "OnProcessingTime(ref context)");
            }
            else code.Line($"public global::Millrace.TriggerResult OnProcessingTime({context}) => global::Millrace.TriggerResult.Continue;");
        }
        code.Line();

        void Method(string header, string call)
        {
            using (code.Block($"public global::Millrace.TriggerResult {header}"))
            {
                code.Line("var trigger = _trigger;");
                code.Line($"return trigger.{call};");
            }
        }
    }
}
