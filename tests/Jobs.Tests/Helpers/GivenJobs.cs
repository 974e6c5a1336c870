using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests.Helpers;

/// <summary>Passes constants of other types than those of the parameters, and a value that differs from run to run.</summary>
[Job]
internal sealed partial class GivenFlights
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentQueue<GivenRow> Figures { get; init; } = [];
    internal ConcurrentQueue<int> Marks { get; init; } = [];
    private int[] Runs { get; } = new int[1];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights));
        flights.Figured(0.1f, -1.5, int.MaxValue, 5, 0, 'a').To(Rows.To(Figures.Enqueue, (GivenRow row) => row));
        flights.Marked(Next()).To(Rows.To(Marks.Enqueue, (int mark) => mark));
    }

    private int Next() => ++Runs[0];
}

/// <summary>What <see cref="GivenHelpers.Figured"/> makes of its values.</summary>
[Record]
public readonly partial record struct GivenRow(double Product, int Compared, double Negative, int Wrapped, int Chosen, long Wide, int Quotient, double Letter);

internal static class GivenHelpers
{
    internal static Stream<GivenRow> Figured(this Stream<Flight> flights, double rate, double low, int most, byte small, int zero, double letter) =>
        flights.Select(f => Figure(f.Distance * rate, low.CompareTo(f.Delay), -low, f.Delay + 1 + most, Kind(small) + Twice(in small), (uint)f.Distance * most, zero == 0 ? -1 : f.Delay / zero, letter));

    internal static Stream<int> Marked(this Stream<Flight> flights, int mark) => flights.Select(f => mark);

    internal static GivenRow Figure(double product, int compared, double negative, int wrapped, int chosen, long wide, int quotient, double letter) =>
        new(product, compared, negative, wrapped, chosen, wide, quotient, letter);

    internal static int Twice(in byte value) => 2 * value;
    internal static int Kind(byte value) => 8;
    internal static int Kind(int value) => 32;

    /// <summary>The same for one flight, by an ordinary call.</summary>
    internal static GivenRow Figure(Flight f, double rate, double low, int most, byte small, int zero, double letter) =>
        Figure(f.Distance * rate, low.CompareTo(f.Delay), -low, f.Delay + 1 + most, Kind(small) + Twice(in small), (uint)f.Distance * most, zero == 0 ? -1 : f.Delay / zero, letter);
}
