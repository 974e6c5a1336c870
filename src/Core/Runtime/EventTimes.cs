using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Millrace.Runtime;

/// <summary>Which event times rows can have. Generated code asks where <c>EventTime</c> gives a row its time.</summary>
/// <remarks>
/// One unsigned comparison. What it refuses is nearly always a missing or a broken time, and would carry the watermark to the end of time, where all
/// other rows are late.
/// </remarks>
public static class EventTimes
{
    /// <summary>True if a row can have the time: from <see cref="Timestamp.Earliest"/> to <see cref="Timestamp.Latest"/>.</summary>
    /// <param name="timeUs">Microseconds since the Unix epoch.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(long timeUs) => (ulong)(timeUs - Timestamp.EarliestUs) <= Timestamp.LatestUs - Timestamp.EarliestUs;

    /// <summary>Fails the job for a row with an impossible time.</summary>
    /// <param name="context">The subtask's.</param>
    /// <param name="timeUs">The time.</param>
    /// <param name="row">Index of the row in its batch, from 0; -1 if it is none of the source.</param>
    /// <param name="operatorName">The operator that gives the time.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    [DoesNotReturn]
    public static void Refuse(SubtaskContext context, long timeUs, int row, string operatorName)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Fails(row, operatorName);
        throw new InvalidOperationException($"The event time of a row is {new Timestamp(timeUs)}, but event times lie in the years 1 to 9999.");
    }
}
