using System.Net.Http.Json;
using System.Text.Json;
using Guide.Embedding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace;
using Pages = Guide.Embedding.Embedding;

namespace Guide;

/// <summary>The page's code names files of the current directory.</summary>
[Collection(nameof(CurrentDirectory))]
public sealed class EmbeddingTests : IDisposable
{
    private const string Delays = "origin,window_start,mean_delay\nJFK,2001-01-01T05:00:00Z,3\n";

    private readonly CurrentDirectory _here = new();

    public EmbeddingTests() => _here.Scratch.Write("flights.csv", "date,delay,origin\n2001-01-01T05:00:00Z,2,JFK\n2001-01-01T05:30:00Z,4,JFK\n");

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task Start_watch_and_stop()
    {
        await Pages.StartWatchStopAsync(NullLogger.Instance);
        Assert.Equal(Delays, _here.Scratch.Read("delays.csv"));
    }

    [Fact]
    public async Task A_web_application_runs_its_jobs()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        // The page's configuration, over what the code sets.
        builder.Configuration.AddJsonStream(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(JsonDocument.Parse(new Page("docs/guide/embedding.md").In("json")).RootElement)));
        Pages.AddJobs(builder);
        builder.Services.AddSingleton(new VisitBoard { Pages = ["a", "b", "a"] });
        Pages.AddJobMadeInCode(builder.Services.AddMillrace());
        await using var app = builder.Build();
        Pages.MapJob(app);
        await app.StartAsync();

        await app.Services.GetRequiredService<JobHandle<FlightDelays>>().Completion;
        await app.Services.GetRequiredService<JobHandle<Visits>>().Completion;
        Assert.Equal(Delays, _here.Scratch.Read("delays.csv"));
        Assert.Equal(3, app.Services.GetRequiredService<VisitBoard>().Visits);

        using var client = new HttpClient();
        var status = await client.GetFromJsonAsync<JsonElement>(app.Urls.Single() + "/job");
        Assert.Equal(((int)JobState.Done, 2), (status.GetProperty("state").GetInt32(), status.GetProperty("rows").GetInt32()));
        await app.StopAsync();
    }
}
