using System.Diagnostics.CodeAnalysis;

namespace Millrace.Operators;

/// <summary>Errors of operators, apart from their hot paths.</summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void BadEventTime(string operatorName, long timeUs) => throw new InvalidOperationException(timeUs == long.MinValue
        ? $"Operator '{operatorName}' got a row without event time; assign one with EventTime before it."
        : $"Operator '{operatorName}' got a row whose event time is {new Timestamp(timeUs)}, so long before the year 1 that nothing can be said of what lies before it. Event times begin with {Timestamp.Earliest}; correct the timer or the call of Collect that gave it that time.");

    [DoesNotReturn]
    public static void NoProcessingTime(string operatorName) => throw new InvalidOperationException(
        $"The trigger of operator '{operatorName}' asks for a time of the clock, but has no OnProcessingTime to be told it; implement IProcessingTimeTrigger.");

    [DoesNotReturn]
    public static void LatePartial(string operatorName) => throw new InvalidOperationException(
        $"Operator '{operatorName}' got a partial accumulator behind the watermark; this is a defect of the engine, please report it.");
}
