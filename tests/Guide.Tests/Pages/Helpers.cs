using Millrace;

namespace Guide.Helpers;

/// <summary>The program of docs/guide/helpers.md.</summary>
internal static class Program
{
    public static async Task<int> RunAsync(string[] args)
    {
        return await StreamHost.RunAsync<Alerts>(args);
    }
}

[Record]
public readonly partial record struct Reading(Utf8String Sensor, Timestamp Time, double Celsius);

[Record]
public readonly partial record struct Position(Utf8String Vehicle, Timestamp Time, int Speed);

[Record]
public readonly partial record struct Alert(Utf8String Source, Timestamp Time, Utf8String Text);

internal static class StreamHelpers
{
    /// <summary>The first row of each key.</summary>
    public static Stream<T> Once<T, TKey>(this Stream<T> rows, Func<T, TKey> key, string name) where TKey : unmanaged =>
        rows.KeyBy(key).KeepFirst().Named($"{name}-once");

    /// <summary>An alert for each row that is out of bounds.</summary>
    public static Stream<Alert> Watch<T>(
        this Stream<T> rows, Func<T, double> measure, double low, double high, Func<T, Alert> alert) =>
        rows.Where(row => measure(row) < low || measure(row) > high).Select(alert);
}

[Job]
public sealed partial class Alerts
{
    /// <summary>Readings as CSV.</summary>
    public required string Readings { get; init; }

    /// <summary>Positions as CSV.</summary>
    public required string Positions { get; init; }

    /// <summary>The speed above which a vehicle is reported.</summary>
    public double MaxSpeed { get; init; } = 90;

    void Define(JobBuilder job)
    {
        var cold = job.From(Csv.Read<Reading>(Readings))
            .Once(reading => (reading.Sensor, reading.Time), "readings")
            .Watch(reading => reading.Celsius, 2, 8, reading => new Alert(reading.Sensor, reading.Time, "temperature"));

        var fast = job.From(Csv.Read<Position>(Positions))
            .Once(position => (position.Vehicle, position.Time), "positions")
            .Watch(position => position.Speed, 0, MaxSpeed, position => new Alert(position.Vehicle, position.Time, "speed"));

        cold.Union(fast).To(Csv.Write<Alert>("-"));
    }
}

internal static class MoreStreamHelpers
{
    public static (Stream<T> Ok, Stream<T> Bad) Check<T>(this Stream<T> rows, Func<T, bool> isOk)
    {
        var ok = rows.Where(isOk);
        var bad = rows.Where(row => !isOk(row));
        return (ok, bad);
    }

    public static void WriteTo(this Stream<Alert> alerts, string folder, string file)
    {
        alerts.To(Csv.Write<Alert>(Path.Combine(folder, file)));
    }
}

/// <summary>Alerts, with and without a source.</summary>
[Job]
public sealed partial class SortedAlerts
{
    /// <summary>Alerts as CSV.</summary>
    public required string Input { get; init; }

    /// <summary>Where they go.</summary>
    public required string Folder { get; init; }

    void Define(JobBuilder job)
    {
        var alerts = job.From(Csv.Read<Alert>(Input));
        var (ok, bad) = alerts.Check(alert => !alert.Source.IsEmpty);
        ok.WriteTo(Folder, "alerts.csv");
        bad.WriteTo(Folder, "without-source.csv");
    }
}
