using System.Collections.Concurrent;
using Millrace;

namespace Guide.SharingOutWork
{
    [Record]
    public readonly partial record struct Reading(Utf8String Sensor, Timestamp Time, double Celsius);

    [Record]
    public readonly partial record struct Mean(Utf8String Sensor, Timestamp WindowStart, double Celsius, long Readings);

    /// <summary>The first example of docs/guide/sharing-out-work.md; its file is in the current directory.</summary>
    [Job]
    public sealed partial class Calibrated
    {
        void Define(JobBuilder job) => job
            .From(Csv.Read<Reading>("readings.csv.gz"))
            .EventTime(reading => reading.Time, outOfOrderness: Duration.Seconds(5))
            .Rebalance()
            .Select(reading => Calibrate(reading))
            .KeyBy(reading => reading.Sensor)
            .Window(Tumbling.Every(Duration.Minutes(1)))
            .DropLate()
            .Aggregate(group => new Mean(group.Key, group.Window.Start, group.Average(r => r.Celsius), group.Count()))
            .Named("mean")
            .To(Csv.Write<Mean>("means.csv"));

        static Reading Calibrate(Reading reading) => reading with { Celsius = reading.Celsius - 0.5 };
    }

    [Record]
    public readonly partial record struct Flight(int Delay, int Distance);

    /// <summary>One way or the other.</summary>
    [Job]
    public sealed partial class Ways
    {
        internal Flight[] Flights { get; init; } = [];
        public int Limit { get; init; } = 20;
        internal ConcurrentQueue<string> Results { get; } = [];

        void Define(JobBuilder job)
        {
            var flights = job.From(Rows.From(Flights));
            flights.Split(f => f.Delay > Limit, out var late, out var rest);
            rest.Where(f => f.Delay > 0).Split(f => f.Distance % 3, out _, out var one, out var two);
            late.To(Rows.To(Results.Enqueue, (Flight f) => $"late {f.Delay}"));
            one.To(Rows.To(Results.Enqueue, (Flight f) => $"one {f.Distance}"));
            two.To(Rows.To(Results.Enqueue, (Flight f) => $"two {f.Distance}"));
        }
    }
}

namespace Guide.SharingOutWork.Numbers
{
    [Record]
    public readonly partial record struct Mean(Utf8String Sensor, double Celsius);

    /// <summary>How many subtasks.</summary>
    [Job]
    public sealed partial class Means
    {
        public required string Input { get; init; }
        public required string Output { get; init; }

        void Define(JobBuilder job)
        {
            job.From(Csv.Read<Reading>(Input)).WithParallelism(2)
                .EventTime(reading => reading.Time, outOfOrderness: Duration.Seconds(5))
                .Select(reading => Calibrate(reading)).WithParallelism(8)
                .KeyBy(reading => reading.Sensor).Aggregate(group => new Mean(group.Key, group.Average(r => r.Celsius))).WithParallelism(4).Named("mean")
                .To(Csv.Write<Mean>(Output)).WithParallelism(1);
        }

        static Reading Calibrate(Reading reading) => reading with { Celsius = reading.Celsius - 0.5 };
    }

    [Record]
    public readonly partial record struct Line(Utf8String Text);

    [Record]
    public readonly partial record struct Row(Utf8String Word, int Length);

    /// <summary>Which loop.</summary>
    [Job]
    public sealed partial class Loops
    {
        internal Line[] Lines { get; init; } = [];
        public required string Output { get; init; }

        void Define(JobBuilder job) => job
            .From(Rows.From(Lines))
            .Select(line => Parse(line)).StartNewChain()          // parsing runs concurrently with reading
            .Select(row => Enrich(row)).DisableChaining()         // this concurrently with both
            .To(Csv.Write<Row>(Output)).StartNewChain();          // and writing with all of them

        static Row Parse(Line line) => new(line.Text, 0);

        static Row Enrich(Row row) => row with { Length = row.Word.Length };
    }
}
