using System.Diagnostics.CodeAnalysis;

namespace Millrace.Operators;

/// <summary>Errors of operators, apart from their hot paths.</summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void NoEventTime(string operatorName) => throw new InvalidOperationException(
        $"Operator '{operatorName}' got a row without event time; assign one with EventTime before the window.");

    [DoesNotReturn]
    public static void NoProcessingTime(string operatorName) => throw new InvalidOperationException(
        $"The trigger of operator '{operatorName}' asks for a time of the clock, but has no OnProcessingTime to be told it; implement IProcessingTimeTrigger.");

    [DoesNotReturn]
    public static void LatePartial(string operatorName) => throw new InvalidOperationException(
        $"Operator '{operatorName}' got a partial accumulator behind the watermark; this is a defect of the engine, please report it.");
}
