using System.Collections.Concurrent;
using System.Threading.Channels;
using Millrace;

// A web application that counts the visits of its own pages with a job in the same process.
//   curl http://127.0.0.1:5080/pages/mill     visits a page
//   curl http://127.0.0.1:5080/counts         shows the counts so far
//   curl http://127.0.0.1:5080/job            shows how the job is doing

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls("http://127.0.0.1:5080");

builder.Services.AddSingleton<Traffic>();
builder.Services.AddMillrace()
    .AddJob<PageVisits>(job => job.Create(services => new PageVisits { Traffic = services.GetRequiredService<Traffic>() }));

var app = builder.Build();
app.MapGet("/pages/{name}", async (string name, Traffic traffic, CancellationToken cancellation) =>
{
    await traffic.Visits.Writer.WriteAsync(name, cancellation);
    return $"This is the page {name}.";
});
app.MapGet("/counts", (Traffic traffic) => traffic.Counts);
app.MapGet("/job", (JobHandle<PageVisits> job) =>
{
    var now = job.Metrics?.Snapshot();
    return new { job.Name, State = job.State.ToString(), now?.RowsIn, now?.RowsOut, now?.Elapsed };
});
await app.RunAsync();

[Record]
public readonly partial record struct Visit(Utf8String Page);

[Record]
public readonly partial record struct PageCount(Utf8String Page, long Visits);

/// <summary>What web requests and job share.</summary>
public sealed class Traffic
{
    /// <summary>Pages visited. While it is full, requests wait: the job holds them back.</summary>
    public Channel<string> Visits { get; } = Channel.CreateBounded<string>(capacity: 10_000);

    /// <summary>Visits so far by page.</summary>
    public ConcurrentDictionary<string, long> Counts { get; } = new();
}

/// <summary>Counts visits by page; every visit updates its page's count.</summary>
[Job]
public sealed partial class PageVisits
{
    public Traffic Traffic { get; init; } = new();

    void Define(JobBuilder job) => job
        .From(Rows.From(Traffic.Visits.Reader, name => new Visit(name)))
        .KeyBy(visit => visit.Page)
        .Aggregate(group => new PageCount(group.Key, group.Count()))
        .Named("count")
        .To(Rows.To(count => Traffic.Counts[count.Page] = count.Visits, (PageCount row) => (Page: row.Page.ToString(), row.Visits)));
}
