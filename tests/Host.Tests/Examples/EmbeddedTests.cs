using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Millrace.Host.Tests.Examples;

public sealed partial class EmbeddedTests
{
    [Fact]
    public async Task It_counts_visits_while_it_serves_and_stops_cleanly()
    {
        using var process = new ExampleProgram("Embedded").Start(Path.GetTempPath(), [], "--urls", "http://127.0.0.1:0");
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(await AddressAsync(process)) };
            foreach (string page in (string[])["mill", "race", "mill"]) await client.GetStringAsync(new Uri("pages/" + page, UriKind.Relative));

            // A visit is counted a moment after it was made; every answer is a chance to see it.
            Dictionary<string, long>? counts;
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            do counts = await client.GetFromJsonAsync<Dictionary<string, long>>("counts", limit.Token);
            while (counts!.Values.Sum() < 3);
            Assert.Equal((2, 1), (counts["mill"], counts["race"]));
            Assert.Contains("\"state\":\"Running\"", await client.GetStringAsync(new Uri("job", UriKind.Relative)), StringComparison.Ordinal);

            if (OperatingSystem.IsWindows()) return;
            using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
            string log = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            Assert.DoesNotContain("fail:", log, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static async Task<string> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (Listening().Match(line) is { Success: true } match) return match.Groups["url"].Value;
        throw new InvalidOperationException("The program ended: " + await process.StandardError.ReadToEndAsync());
    }

    [GeneratedRegex(@"Now listening on: (?<url>http://\S+)")] private static partial Regex Listening();
}
